/**
 * Recorded runs as a module of TLA+ that extends the published `raft.tla`, so that TLC, the model checker of that language, can judge
 * them by the very text: nothing of it is told again here but where figure2 leaves it on purpose (`registeredChanges`).
 */
import type { ServerId } from '../../src/core/types.ts';
import type { PublishedMessage } from './raftTla.ts';
import type { PublishedStep, PublishedView } from './recorded.ts';

/** A run in the words of the published specification. */
export interface PublishedTrace {
  /** All servers of the cluster. */
  readonly ids: readonly ServerId[];
  readonly steps: readonly PublishedStep[];
}

/** The files that TLC reads beside `raft.tla`, by their names. */
export interface TlaFiles {
  /** The name of the module; it is that of both files. */
  readonly name: string;
  readonly module: string;
  readonly config: string;
}

/** A value of TLA+. */
type Tla = string | number | boolean | readonly Tla[] | { readonly [field: string]: Tla };

/** As it is written there. */
export const tlaText = (value: Tla): string => {
  if (typeof value === 'string') return `"${Array.from(value, escapedText).join('')}"`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `<<${(value as readonly Tla[]).map(tlaText).join(', ')}>>`;
  return `[${Object.entries(value)
    .map(([name, field]) => `${name} |-> ${tlaText(field)}`)
    .join(', ')}]`;
};

/** What a text of TLA+ may not hold as it is stands there by its number, between bars. */
const escapedText = (character: string): string =>
  /[ !#-.0-[\]-~]/.test(character) ? character : `/${character.codePointAt(0)?.toString(16)}/`;

/** Nobody, and no value, as the module has it. */
const NIL = 'Nil';

const stateNames = { follower: 'Follower', candidate: 'Candidate', leader: 'Leader' } as const;

/** A message in the fields of the text, but for what it carries for its proof. */
const messageOf = (message: PublishedMessage): Tla => {
  const envelope = { mtype: message.type, mterm: message.term, msource: message.from, mdest: message.to };
  switch (message.type) {
    case 'RequestVoteRequest':
      return { ...envelope, mlastLogTerm: message.lastLogTerm, mlastLogIndex: message.lastLogIndex };
    case 'RequestVoteResponse':
      return { ...envelope, mvoteGranted: message.voteGranted };
    case 'AppendEntriesRequest':
      return {
        ...envelope,
        mprevLogIndex: message.prevLogIndex,
        mprevLogTerm: message.prevLogTerm,
        mentries: message.entries.map(({ term, value }) => ({ term, value })),
        mcommitIndex: message.commitIndex,
      };
    case 'AppendEntriesResponse':
      return { ...envelope, msuccess: message.success, mmatchIndex: message.matchIndex };
  }
};

/** What was seen of a server; what was not is left out, and `sees` says which parts are there. */
const viewOf = ({ currentTerm, votedFor, log, state, commitIndex, votesGranted, matchIndex }: PublishedView): Tla => ({
  currentTerm,
  votedFor: votedFor ?? NIL,
  log: log.map(({ term, value }) => ({ term, value })),
  ...(state !== undefined && { state: stateNames[state] }),
  ...(commitIndex !== undefined && { commitIndex }),
  ...(votesGranted !== undefined && { votesGranted }),
  ...(matchIndex !== undefined && { matchIndex: Object.entries(matchIndex).map(([id, index]) => ({ id, index })) }),
});

/** The steps of a run. `again`: of what arrives, which will arrive once more, so that the network has to have another copy. */
const stepsOf = ({ steps }: PublishedTrace): Tla => {
  const left = new Map<string, number>();
  for (const { arriving } of steps) {
    for (const message of arriving) {
      const text = JSON.stringify(message);
      left.set(text, (left.get(text) ?? 0) + 1);
    }
  }
  return steps.map((step) => ({
    at: step.at,
    what: step.what,
    value: step.value ?? NIL,
    crashes: step.crashes,
    arriving: step.arriving.map((message) => {
      const text = JSON.stringify(message);
      const rest = (left.get(text) ?? 0) - 1;
      left.set(text, rest);
      return { message: messageOf(message), again: rest > 0 };
    }),
    requests: step.requests.map(messageOf),
    answers: step.answers.map(messageOf),
    possible: step.possibleAnswers.map(messageOf),
    after: viewOf(step.after),
  }));
};

/** What TLC prints when it has come to the end of a step: the run, whether the text may be left, and the step. */
export const REACHED = 'figure2 reached';

/** How a line of that reads. */
export const reachedIn = (
  output: string,
): readonly { readonly run: number; readonly leaves: boolean; readonly step: number }[] =>
  Array.from(
    output.matchAll(new RegExp(`<<"${REACHED}", (\\d+), (TRUE|FALSE), (\\d+)>>`, 'g')),
    ([, run, leaves, step]) => ({ run: Number(run), leaves: leaves === 'TRUE', step: Number(step) }),
  );

/** All messages that arrive in a run, each once. */
const wantedIn = ({ steps }: PublishedTrace): readonly Tla[] => {
  const all = steps.flatMap(({ arriving }) => arriving.map((message) => [JSON.stringify(message), message] as const));
  return [...new Map(all).values()].map(messageOf);
};

/** The runs, which have all the same servers, as a module; each is looked at with the text as it stands, and with the changes. */
export const tlaModule = (traces: readonly PublishedTrace[]): TlaFiles => {
  const [first] = traces;
  const name = 'Figure2Trace';
  const steps = traces.map((trace) => `  ${tlaText(stepsOf(trace))}`).join(',\n');
  const wanted = traces.map((trace) => `  {${wantedIn(trace).map(tlaText).join(', ')}}`).join(',\n');
  return {
    name,
    module: [
      `---- MODULE ${name} ----`,
      'EXTENDS raft',
      '',
      'Runs == <<',
      steps,
      '>>',
      '',
      '\\* What arrives in each run.',
      'Wanted == <<',
      wanted,
      '>>',
      body,
      '====',
    ].join('\n'),
    config: [
      'INIT TraceInit',
      'NEXT TraceNext',
      'VIEW Seen',
      'CONSTANTS',
      `  Server = {${(first?.ids ?? []).map((id) => tlaText(id)).join(', ')}}`,
      '  Value = {}',
      ...[...Object.values(stateNames), NIL].map((word) => `  ${word} = ${tlaText(word)}`),
      ...kinds.map((kind) => `  ${kind} = ${tlaText(kind)}`),
      '',
    ].join('\n'),
  };
};

const kinds: readonly PublishedMessage['type'][] = [
  ...(['RequestVoteRequest', 'RequestVoteResponse', 'AppendEntriesRequest', 'AppendEntriesResponse'] as const),
];

/**
 * How a run is followed. Only the server of the step acts. What it sends to others is what was recorded, in that order; what arrives
 * is received wherever the text lets it; a step is over when all that was seen of the server is so.
 */
const body = `
\\* Which run is followed, whether the text may be left, how many steps are over, and how far the present one is.
VARIABLES run, leaves, over, sent, received
progress == <<run, leaves, over, sent, received>>

Step == Runs[run][over + 1]
i == Step.at

\\* A message without what it carries for the proof.
Plain(m) == [field \\in DOMAIN m \\ {"mlog"} |-> m[field]]
Copies(m, bag) == IF m \\in DOMAIN bag THEN bag[m] ELSE 0
InFlight(plain) == {m \\in DOMAIN messages : Plain(m) = plain}
Sent == {m \\in DOMAIN messages' : Copies(m, messages') > Copies(m, messages)}
Members(sequence) == {sequence[k] : k \\in DOMAIN sequence}

TraceInit ==
    /\\ Init
    /\\ run \\in DOMAIN Runs
    /\\ leaves \\in BOOLEAN
    /\\ over = 0 /\\ sent = 0 /\\ received = 0

Remembers == allLogs' = allLogs
Acts == Remembers /\\ UNCHANGED progress

\\* What a server does of its own accord.
Alone ==
    \\/ BecomeLeader(i)
    \\/ AdvanceCommitIndex(i)
    \\/ Step.what = "restart" /\\ Restart(i)
    \\/ Step.what = "timeout" /\\ currentTerm[i] < Step.after.currentTerm /\\ Timeout(i)
    \\/ Step.what = "clientRequest" /\\ Len(log[i]) < Len(Step.after.log) /\\ ClientRequest(i, Step.value)

\\* A server asks itself for its vote, too.
AsksItself ==
    /\\ Step.what = "timeout"
    /\\ \\/ /\\ \\A m \\in DOMAIN messages : m.msource /= i \\/ m.mdest /= i
          /\\ RequestVote(i, i)
       \\/ \\E m \\in DOMAIN messages : m.msource = i /\\ m.mdest = i /\\ Receive(m)

\\* The next request that was recorded. Where the text may be left: from another index, or without an entry.
SendsAnyway(request) ==
    LET first == request.mprevLogIndex + 1
        last  == request.mprevLogIndex + Len(request.mentries)
    IN /\\ leaves
       /\\ request.mtype = AppendEntriesRequest
       /\\ state[i] = Leader
       /\\ last <= Len(log[i])
       /\\ request.mterm = currentTerm[i]
       /\\ request.mprevLogTerm = (IF first = 1 THEN 0 ELSE log[i][first - 1].term)
       /\\ request.mentries = SubSeq(log[i], first, last)
       /\\ request.mcommitIndex = Min({commitIndex[i], last})
       /\\ Send([mlog |-> log[i]] @@ request)
       /\\ UNCHANGED <<serverVars, candidateVars, leaderVars, logVars>>

Sends ==
    /\\ sent < Len(Step.requests)
    /\\ LET request == Step.requests[sent + 1]
       IN /\\ \\/ request.mtype = RequestVoteRequest /\\ RequestVote(i, request.mdest)
             \\/ request.mtype = AppendEntriesRequest /\\ AppendEntries(i, request.mdest)
             \\/ SendsAnyway(request)
          /\\ {Plain(m) : m \\in Sent} = {request}
    /\\ sent' = sent + 1
    /\\ Remembers
    /\\ UNCHANGED <<run, leaves, over, received>>

\\* An old message takes no index back.
KeepsIndexes(m) ==
    /\\ leaves
    /\\ m.mterm = currentTerm[i]
    /\\ \\/ /\\ m.mtype = AppendEntriesRequest
          /\\ state[i] = Follower
          /\\ m.mcommitIndex < commitIndex[i]
          /\\ m.mprevLogIndex = 0 \\/ (m.mprevLogIndex <= Len(log[i]) /\\ m.mprevLogTerm = log[i][m.mprevLogIndex].term)
          /\\ LET last == m.mprevLogIndex + Len(m.mentries)
             IN /\\ last <= Len(log[i])
                /\\ \\A k \\in DOMAIN m.mentries : log[i][m.mprevLogIndex + k].term = m.mentries[k].term
                /\\ Reply([mtype |-> AppendEntriesResponse, mterm |-> currentTerm[i], msuccess |-> TRUE,
                          mmatchIndex |-> last, msource |-> i, mdest |-> m.msource], m)
          /\\ UNCHANGED <<serverVars, candidateVars, leaderVars, logVars>>
       \\/ /\\ m.mtype = AppendEntriesResponse
          /\\ m.msuccess
          /\\ m.mmatchIndex < matchIndex[i][m.msource]
          /\\ nextIndex' = [nextIndex EXCEPT ![i][m.msource] = matchIndex[i][m.msource] + 1]
          /\\ Discard(m)
          /\\ UNCHANGED <<serverVars, candidateVars, logVars, matchIndex, elections>>

\\* The next message that arrives. Another copy of it stays, if it arrives once more.
Arriving == Step.arriving[received + 1]
Takes(m) ==
    /\\ Arriving.again => messages[m] > 1
    /\\ Receive(m) \\/ KeepsIndexes(m)
    /\\ {Plain(answer) : answer \\in Sent} \\subseteq Members(Step.possible)
CanTake == \\E m \\in InFlight(Arriving.message) : ENABLED (Receive(m) /\\ {Plain(answer) : answer \\in Sent} \\subseteq Members(Step.possible))

Receives ==
    /\\ received < Len(Step.arriving)
    /\\ \\E m \\in InFlight(Arriving.message) :
        \\/ Arriving.again /\\ messages[m] = 1 /\\ DuplicateMessage(m) /\\ UNCHANGED received
        \\/ /\\ Takes(m)
           /\\ received' = (IF Copies(m, messages') < Copies(m, messages) THEN received + 1 ELSE received)
    /\\ Remembers
    /\\ UNCHANGED <<run, leaves, over, sent>>

\\* All that was seen of the server is so.
Agrees ==
    LET seen == Step.after
    IN /\\ currentTerm[i] = seen.currentTerm
       /\\ votedFor[i] = seen.votedFor
       /\\ log[i] = seen.log
       /\\ "state" \\in DOMAIN seen => state[i] = seen.state
       /\\ "commitIndex" \\in DOMAIN seen => commitIndex[i] = seen.commitIndex
       /\\ "votesGranted" \\in DOMAIN seen => votesGranted[i] = Members(seen.votesGranted)
       /\\ "matchIndex" \\in DOMAIN seen =>
            \\A k \\in DOMAIN seen.matchIndex : matchIndex[i][seen.matchIndex[k].id] = seen.matchIndex[k].index
       /\\ sent = Len(Step.requests)
       /\\ \\A answer \\in Members(Step.answers) : InFlight(answer) /= {}

\\* What never arrives is lost, and so are copies, which DuplicateMessage makes when one is needed: ways that differ in nothing else are one.
Ends ==
    /\\ Agrees
    /\\ IF received = Len(Step.arriving) \\/ Step.crashes THEN TRUE ELSE ~CanTake
    /\\ over' = over + 1 /\\ sent' = 0 /\\ received' = 0
    /\\ PrintT(<<"${REACHED}", run, leaves, over + 1>>)
    /\\ messages' = [m \\in {m \\in DOMAIN messages : Plain(m) \\in Wanted[run]} |-> 1]
    /\\ UNCHANGED <<allLogs, serverVars, candidateVars, leaderVars, logVars, run, leaves>>

\\* Ways that differ in nothing but what the text keeps for its proof are one.
Seen ==
    <<progress, {<<Plain(m), messages[m]>> : m \\in DOMAIN messages}, serverVars, logVars, votesResponded, votesGranted, nextIndex, matchIndex>>

TraceNext ==
    /\\ over < Len(Runs[run])
    /\\ \\/ Alone /\\ Acts
       \\/ AsksItself /\\ Acts
       \\/ Sends
       \\/ Receives
       \\/ Ends
`;

/** A recording in the words of the published specification: of each step, what was seen of it. */
import { Cluster } from '../../src/cluster/cluster.ts';
import { attempt } from '../../src/cluster/failure.ts';
import { perform } from '../../src/cluster/perform.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Durable, Effect, Message, Server, ServerId, Term } from '../../src/core/types.ts';
import { type Action, parseAction } from '../../src/trace/grammar.ts';
import type { Observation } from '../../src/trace/observation.ts';
import type { Recording } from '../../src/trace/recording.ts';
import { contentOf, entriesBetween } from '../oracle/log.ts';
import type { PublishedEntry, PublishedMessage, PublishedServer } from './raftTla.ts';

/** What is seen of a server. What a server that is down knew is gone. */
export type PublishedView = Pick<PublishedServer, 'currentTerm' | 'votedFor' | 'log'> &
  Partial<Pick<PublishedServer, 'state' | 'commitIndex' | 'votesGranted' | 'matchIndex'>>;

/** A step of a run. */
export interface PublishedStep {
  readonly line: string;
  readonly at: ServerId;
  readonly what: 'restart' | 'timeout' | 'clientRequest' | 'receive' | 'other';
  /** Of a client. */
  readonly value?: string;
  /** Of which messages what arrives consists: a request for each of its entries. */
  readonly arriving: readonly PublishedMessage[];
  /** The requests that left, a request for each entry, in their order. */
  readonly requests: readonly PublishedMessage[];
  /** The answers that left. */
  readonly answers: readonly PublishedMessage[];
  /** Those that may be written down on the way: also what a crash kept back, and an answer for each entry. */
  readonly possibleAnswers: readonly PublishedMessage[];
  /** Does the server crash in this step? */
  readonly crashes: boolean;
  readonly after: PublishedView;
}

/** The steps of a run as far as the specification has words for them, and where that ends. */
export interface PublishedRun {
  readonly steps: readonly PublishedStep[];
  readonly outside: { readonly step: number; readonly line: string; readonly because: string } | null;
}

/** Terms begin at 1 there. */
const termOf = (term: Term): Term => term + 1;

const entryOf = (entry: Parameters<typeof contentOf>[0]): PublishedEntry => ({
  term: termOf(entry.term),
  value: contentOf(entry),
});

/** The previous term of the very first entry is 0 there, too. */
const previousTerm = (index: number, term: Term): Term => (index === 0 ? 0 : termOf(term));

/** A message as those that it stands for; undefined: there is none like it. */
export const messagesOf = (message: Message): readonly PublishedMessage[] | undefined => {
  const { from, to } = message;
  const envelope = { from, to, term: termOf(message.term) };
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- it knows no others
  switch (message.type) {
    case 'RequestVote': {
      const { lastLogIndex, lastLogTerm } = message;
      const type = 'RequestVoteRequest';
      return [{ type, ...envelope, lastLogTerm: previousTerm(lastLogIndex, lastLogTerm), lastLogIndex }];
    }
    case 'RequestVoteReply':
      return [{ type: 'RequestVoteResponse', ...envelope, voteGranted: message.voteGranted }];
    case 'AppendEntries': {
      const { prevLogIndex, prevLogTerm, entries, leaderCommit } = message;
      const part = (place: number, count: number): PublishedMessage => {
        const before = entries[place - 1];
        return {
          type: 'AppendEntriesRequest',
          ...envelope,
          prevLogIndex: prevLogIndex + place,
          prevLogTerm: before ? termOf(before.term) : previousTerm(prevLogIndex, prevLogTerm),
          entries: entries.slice(place, place + count).map(entryOf),
          commitIndex: Math.min(leaderCommit, prevLogIndex + place + count),
        };
      };
      return entries.length === 0 ? [part(0, 0)] : entries.map((_, place) => part(place, 1));
    }
    case 'AppendEntriesReply': {
      const { success, matchIndex } = message;
      return [{ type: 'AppendEntriesResponse', ...envelope, success, matchIndex: success ? matchIndex : 0 }];
    }
    default:
      return undefined;
  }
};

const seenOf = (server: Server | null, { currentTerm, votedFor, log }: Durable): PublishedView => {
  const durable = {
    currentTerm: termOf(currentTerm),
    votedFor,
    log: entriesBetween(log, 1, log.lastIndex).map(entryOf),
  };
  if (!server) return durable;
  const { role, commitIndex, votesGranted, matchIndex } = server;
  return {
    ...durable,
    ...(role === 'candidate' && { votesGranted }),
    ...(role === 'leader' && { matchIndex }),
    // A page of the spec may have roles of its own; whoever is in one of them leads nobody.
    state: role === 'leader' || role === 'candidate' ? role : 'follower',
    commitIndex,
  };
};

/** Why the specification has no words for a step; undefined: it has. */
const outsideOf = (action: Action, observation: Observation | undefined, disk: Durable): string | undefined => {
  const messages = (observation?.effects ?? []).flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
  const heard = action.type === 'deliver' ? [action.message] : [];
  const strange = [...heard, ...messages].find((message) => !messagesOf(message));
  if (disk.log.snapshotIndex > 0 || strange?.type.startsWith('InstallSnapshot')) return 'it knows no snapshots';
  return strange && `it knows no ${strange.type}`;
};

/** Makes the actions of a recording happen again and tells what was seen. Never throws because of a line. */
export const publishedRunOf = ({ setting, trace }: Recording, protocol: Protocol): PublishedRun => {
  let observation: Observation | undefined;
  const { servers: ids, options, disks = [] } = setting;
  const cluster = new Cluster({ ids, options, disks, protocol }, { observe: (observed) => (observation = observed) });
  const steps: PublishedStep[] = [];
  const lines = trace.map(({ line }) => line).filter((line) => !line.startsWith('#'));
  if (disks.length > 0) {
    return { steps, outside: { step: 1, line: lines[0] ?? '', because: 'its servers begin with empty logs' } };
  }
  for (const [place, line] of lines.entries()) {
    const outside = (because: string): PublishedRun => ({ steps, outside: { step: place + 1, line, because } });
    const parsed = parseAction(line);
    if (!parsed.ok) return outside(parsed.because);
    const action = parsed.value;
    observation = undefined;
    const done = attempt(() => perform(action, cluster));
    if (!done.ok) return outside(done.because);
    const at = 'id' in action ? action.id : action.message.to;
    const because = outsideOf(action, observation, cluster.disk(at));
    if (because !== undefined) return outside(because);
    steps.push({ line, at, after: seenOf(cluster.server(at), cluster.disk(at)), ...toldOf(action, observation) });
  }
  return { steps, outside: null };
};

const sentBy = (effects: readonly Effect[]): readonly PublishedMessage[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? (messagesOf(effect.message) ?? []) : []));

const isAnswer = ({ type }: PublishedMessage): boolean => type.endsWith('Response');

const toldOf = (action: Action, observation: Observation | undefined): Omit<PublishedStep, 'line' | 'at' | 'after'> => {
  const { effects = [], executed = 0 } = observation ?? {};
  const left = sentBy(effects.slice(0, executed));
  const answers = sentBy(effects).filter(isAnswer);
  return {
    ...whatOf(action),
    crashes: observation?.crashed ?? false,
    arriving: action.type === 'deliver' ? (messagesOf(action.message) ?? []) : [],
    requests: left.filter((message) => !isAnswer(message)),
    answers: left.filter(isAnswer),
    possibleAnswers: [...answers, ...(action.type === 'deliver' ? answersOnTheWay(action.message, answers) : [])],
  };
};

/** A request of several entries is answered once; so many requests of one entry, each. */
const answersOnTheWay = (message: Message, answers: readonly PublishedMessage[]): readonly PublishedMessage[] =>
  answers.flatMap((answer) =>
    answer.type === 'AppendEntriesResponse' && answer.success && message.type === 'AppendEntries'
      ? message.entries.map((_, place) => ({ ...answer, matchIndex: message.prevLogIndex + place + 1 }))
      : [],
  );

const whatOf = (action: Action): Pick<PublishedStep, 'what' | 'value'> => {
  if (action.type === 'restart') return { what: 'restart' };
  if (action.type === 'deliver') return { what: 'receive' };
  if (action.type !== 'event') return { what: 'other' };
  const { event } = action;
  if (event.type === 'clientCommand') return { what: 'clientRequest', value: JSON.stringify(event.command) };
  return { what: event.type === 'timeout' && event.timer === 'election' ? 'timeout' : 'other' };
};

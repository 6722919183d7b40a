/**
 * The published TLA+ specification of Raft (ongardie/raft.tla) without its history variables, with its names. It is checked
 * here as a model like any other: it has nothing to do with the Raft of this repository.
 */
import { canonicalText } from '../../../../src/check/explore/canonical.ts';
import type { Model, Successors, Symmetry } from '../../../../src/check/explore/model.ts';
import { permutations } from '../../../../src/check/explore/permutations.ts';

interface Entry {
  readonly term: number;
  readonly value: number;
}

interface Server {
  readonly currentTerm: number;
  readonly state: 'Follower' | 'Candidate' | 'Leader';
  readonly votedFor: number | null;
  readonly log: readonly Entry[];
  readonly commitIndex: number;
  /** For each server: has it answered? */
  readonly votesResponded: readonly boolean[];
  readonly votesGranted: readonly boolean[];
  readonly nextIndex: readonly number[];
  readonly matchIndex: readonly number[];
}

type Message = { readonly mterm: number; readonly msource: number; readonly mdest: number } & (
  | { readonly mtype: 'RequestVoteRequest'; readonly mlastLogTerm: number; readonly mlastLogIndex: number }
  | { readonly mtype: 'RequestVoteResponse'; readonly mvoteGranted: boolean }
  | {
      readonly mtype: 'AppendEntriesRequest';
      readonly mprevLogIndex: number;
      readonly mprevLogTerm: number;
      readonly mentries: readonly Entry[];
      readonly mcommitIndex: number;
    }
  | { readonly mtype: 'AppendEntriesResponse'; readonly msuccess: boolean; readonly mmatchIndex: number }
);

type Of<Type extends Message['mtype']> = Extract<Message, { mtype: Type }>;

/** A message and how often it is in the bag: at least once. */
interface Copies {
  readonly message: Message;
  readonly count: number;
}

interface State {
  readonly servers: readonly Server[];
  /** In the order of their texts, so that equal bags are equal as JSON. */
  readonly messages: readonly Copies[];
}

type Action =
  | { readonly type: 'Timeout' | 'Restart' | 'BecomeLeader' | 'AdvanceCommitIndex'; readonly i: number }
  | { readonly type: 'RequestVote' | 'AppendEntries'; readonly i: number; readonly j: number }
  | { readonly type: 'ClientRequest'; readonly i: number; readonly v: number }
  | { readonly type: 'Receive' | 'DuplicateMessage' | 'DropMessage'; readonly m: Message };

/** A state over one of them is generated and checked, but neither counted nor expanded. */
export interface RaftBounds {
  readonly servers: number;
  readonly values: number;
  readonly maxTerm: number;
  readonly maxLog: number;
  /** Messages in flight, all copies counted. */
  readonly maxInFlight: number;
  /** Copies of one message in flight. */
  readonly maxMultiplicity: number;
}

export const publishedRaft = (bounds: RaftBounds): Model<State, Action> => ({
  name: `the published Raft with ${bounds.servers} servers`,
  initialStates: [{ servers: Array.from({ length: bounds.servers }, () => initial(bounds.servers)), messages: [] }],
  actions: (state) => actionsOf(state, bounds.values),
  next,
  within: ({ servers, messages }) =>
    servers.every(({ currentTerm, log }) => currentTerm <= bounds.maxTerm && log.length <= bounds.maxLog) &&
    messages.every(({ count }) => count <= bounds.maxMultiplicity) &&
    messages.reduce((sum, { count }) => sum + count, 0) <= bounds.maxInFlight,
  properties: [
    { name: 'one leader a term', kind: 'always', holds: hasOneLeaderATerm },
    {
      name: 'an entry is committed',
      kind: 'sometimes',
      holds: ({ servers }) => servers.some((s) => s.commitIndex > 0),
    },
  ],
  symmetry: symmetryOf(bounds.servers),
});

const hasOneLeaderATerm = ({ servers }: State): boolean => {
  const terms = servers.filter(({ state }) => state === 'Leader').map(({ currentTerm }) => currentTerm);
  return new Set(terms).size === terms.length;
};

const each = <T>(size: number, value: T): readonly T[] => Array.from({ length: size }, () => value);

const initial = (size: number): Server => ({
  currentTerm: 1,
  state: 'Follower',
  votedFor: null,
  log: [],
  commitIndex: 0,
  votesResponded: each(size, false),
  votesGranted: each(size, false),
  nextIndex: each(size, 1),
  matchIndex: each(size, 0),
});

const actionsOf = ({ servers, messages }: State, values: number): readonly Action[] => {
  const ids = [...servers.keys()];
  return [
    ...ids.flatMap((i) => [
      ...(['Timeout', 'Restart', 'BecomeLeader', 'AdvanceCommitIndex'] as const).map((type) => ({ type, i })),
      ...ids.flatMap((j) => (['RequestVote', 'AppendEntries'] as const).map((type) => ({ type, i, j }))),
      ...Array.from({ length: values }, (_, v) => ({ type: 'ClientRequest', i, v }) as const),
    ]),
    ...messages.flatMap(({ message: m }) =>
      (['Receive', 'DuplicateMessage', 'DropMessage'] as const).map((type) => ({ type, m })),
    ),
  ];
};

function next(state: State, action: Action): State | Successors<State> | undefined {
  switch (action.type) {
    case 'Receive':
      return receive(state, action.m);
    case 'DuplicateMessage':
      return { ...state, messages: withMessage(action.m, state.messages) };
    case 'DropMessage':
      return { ...state, messages: withoutMessage(action.m, state.messages) };
    case 'RequestVote':
      return requestVote(state, action.i, action.j);
    case 'AppendEntries':
      return appendEntries(state, action.i, action.j);
    case 'Timeout':
    case 'Restart':
    case 'BecomeLeader':
    case 'ClientRequest':
    case 'AdvanceCommitIndex': {
      const after = alone(serverOf(state, action.i), action);
      return after && { ...state, servers: state.servers.with(action.i, after) };
    }
  }
}

/** What a server does that has to do with no message. */
const alone = (
  server: Server,
  action: Extract<Action, { type: 'Timeout' | 'Restart' | 'BecomeLeader' | 'AdvanceCommitIndex' | 'ClientRequest' }>,
): Server | undefined => {
  const { state, currentTerm, log } = server;
  const size = server.nextIndex.length;
  const noVotes = { votesResponded: each(size, false), votesGranted: each(size, false) };
  switch (action.type) {
    case 'Restart':
      return { ...initial(size), currentTerm, votedFor: server.votedFor, log };
    case 'Timeout':
      return state === 'Leader'
        ? undefined
        : { ...server, ...noVotes, state: 'Candidate', currentTerm: currentTerm + 1, votedFor: null };
    case 'BecomeLeader':
      return state === 'Candidate' && isQuorum(server.votesGranted)
        ? { ...server, state: 'Leader', nextIndex: each(size, log.length + 1), matchIndex: each(size, 0) }
        : undefined;
    case 'ClientRequest':
      return state === 'Leader' ? { ...server, log: [...log, { term: currentTerm, value: action.v }] } : undefined;
    case 'AdvanceCommitIndex':
      return state === 'Leader' ? { ...server, commitIndex: newCommitIndex(server, action.i) } : undefined;
  }
};

const newCommitIndex = ({ log, matchIndex, currentTerm, commitIndex }: Server, i: number): number => {
  const agreed = [...log.keys()]
    .map((place) => place + 1)
    .filter((index) => isQuorum(matchIndex.map((match, k) => k === i || match >= index)));
  const last = agreed.at(-1);
  return last !== undefined && log[last - 1]?.term === currentTerm ? last : commitIndex;
};

const requestVote = (state: State, i: number, j: number): State | undefined => {
  const { currentTerm, log, votesResponded, ...server } = serverOf(state, i);
  if (server.state !== 'Candidate' || votesResponded[j]) return undefined;
  const request: Message = {
    mtype: 'RequestVoteRequest',
    mterm: currentTerm,
    mlastLogTerm: lastTerm(log),
    mlastLogIndex: log.length,
    msource: i,
    mdest: j,
  };
  return { ...state, messages: withMessage(request, state.messages) };
};

const appendEntries = (state: State, i: number, j: number): State | undefined => {
  const { currentTerm, log, commitIndex, nextIndex, ...server } = serverOf(state, i);
  if (i === j || server.state !== 'Leader') return undefined;
  const nextOf = nextIndex[j] ?? 1;
  const lastEntry = Math.min(log.length, nextOf);
  const request: Message = {
    mtype: 'AppendEntriesRequest',
    mterm: currentTerm,
    mprevLogIndex: nextOf - 1,
    mprevLogTerm: log[nextOf - 2]?.term ?? 0,
    mentries: log.slice(nextOf - 1, lastEntry),
    mcommitIndex: Math.min(commitIndex, lastEntry),
    msource: i,
    mdest: j,
  };
  return { ...state, messages: withMessage(request, state.messages) };
};

const receive = (state: State, m: Message): State | undefined => {
  const { currentTerm } = serverOf(state, m.mdest);
  if (m.mterm > currentTerm) return updateServer(state, m, { currentTerm: m.mterm, state: 'Follower', votedFor: null });
  switch (m.mtype) {
    case 'RequestVoteRequest':
      return handleRequestVoteRequest(state, m);
    case 'AppendEntriesRequest':
      return handleAppendEntriesRequest(state, m);
    case 'RequestVoteResponse':
    case 'AppendEntriesResponse': {
      const discarded = { ...state, messages: withoutMessage(m, state.messages) };
      if (m.mterm < currentTerm) return discarded;
      return updateServer(discarded, m, answered(serverOf(state, m.mdest), m));
    }
  }
};

/** What a response of its term changes in a server. */
const answered = (
  { votesResponded, votesGranted, nextIndex, matchIndex }: Server,
  m: Of<'RequestVoteResponse' | 'AppendEntriesResponse'>,
): Partial<Server> => {
  const j = m.msource;
  if (m.mtype === 'RequestVoteResponse') {
    return {
      votesResponded: votesResponded.with(j, true),
      votesGranted: m.mvoteGranted ? votesGranted.with(j, true) : votesGranted,
    };
  }
  if (!m.msuccess) return { nextIndex: nextIndex.with(j, Math.max((nextIndex[j] ?? 1) - 1, 1)) };
  return { nextIndex: nextIndex.with(j, m.mmatchIndex + 1), matchIndex: matchIndex.with(j, m.mmatchIndex) };
};

const handleRequestVoteRequest = (state: State, m: Of<'RequestVoteRequest'>): State => {
  const { currentTerm, votedFor, log } = serverOf(state, m.mdest);
  const logOk = m.mlastLogTerm > lastTerm(log) || (m.mlastLogTerm === lastTerm(log) && m.mlastLogIndex >= log.length);
  const grant = m.mterm === currentTerm && logOk && (votedFor === null || votedFor === m.msource);
  const response: Message = {
    mtype: 'RequestVoteResponse',
    mterm: currentTerm,
    mvoteGranted: grant,
    msource: m.mdest,
    mdest: m.msource,
  };
  return reply(updateServer(state, m, grant ? { votedFor: m.msource } : {}), response, m);
};

const handleAppendEntriesRequest = (state: State, m: Of<'AppendEntriesRequest'>): State | undefined => {
  const server = serverOf(state, m.mdest);
  const { currentTerm, log } = server;
  const { mprevLogIndex, mentries } = m;
  const respond = (success: boolean, changed: Partial<Server>): State => {
    const response: Message = {
      mtype: 'AppendEntriesResponse',
      mterm: currentTerm,
      msuccess: success,
      mmatchIndex: success ? mprevLogIndex + mentries.length : 0,
      msource: m.mdest,
      mdest: m.msource,
    };
    return reply(updateServer(state, m, changed), response, m);
  };
  if (m.mterm < currentTerm) return respond(false, {});
  if (server.state === 'Leader') return undefined;
  if (server.state === 'Candidate') return updateServer(state, m, { state: 'Follower' });
  const logOk = mprevLogIndex === 0 || (mprevLogIndex <= log.length && m.mprevLogTerm === log[mprevLogIndex - 1]?.term);
  if (!logOk) return respond(false, {});
  const [entry] = mentries;
  const existing = log[mprevLogIndex];
  if (!entry || existing?.term === entry.term) return respond(true, { commitIndex: m.mcommitIndex });
  return updateServer(state, m, { log: existing ? log.slice(0, -1) : [...log, entry] });
};

const serverOf = ({ servers }: State, i: number): Server => servers[i] ?? initial(servers.length);

const updateServer = (state: State, { mdest }: Message, changed: Partial<Server>): State => ({
  ...state,
  servers: state.servers.with(mdest, { ...serverOf(state, mdest), ...changed }),
});

const lastTerm = (log: readonly Entry[]): number => log.at(-1)?.term ?? 0;

const isQuorum = (members: readonly boolean[]): boolean => members.filter(Boolean).length * 2 > members.length;

const reply = (state: State, response: Message, request: Message): State => ({
  ...state,
  messages: withoutMessage(request, withMessage(response, state.messages)),
});

const withMessage = (message: Message, messages: readonly Copies[]): readonly Copies[] => change(message, messages, 1);

const withoutMessage = (message: Message, messages: readonly Copies[]): readonly Copies[] =>
  change(message, messages, -1);

const change = (message: Message, messages: readonly Copies[], by: number): readonly Copies[] => {
  const key = canonicalText(message);
  const isIt = (copies: Copies): boolean => canonicalText(copies.message) === key;
  const count = (messages.find(isIt)?.count ?? 0) + by;
  const others = messages.filter((copies) => !isIt(copies));
  return inOrder(count > 0 ? [...others, { message, count }] : others);
};

const inOrder = (messages: readonly Copies[]): readonly Copies[] =>
  messages.toSorted((a, b) => (canonicalText(a) < canonicalText(b) ? -1 : 1));

function symmetryOf(size: number): Symmetry<State> {
  const [, ...orders] = permutations(size);
  return {
    renamings: orders.length,
    rename: ({ servers, messages }, renaming) => {
      const order = orders[renaming] ?? [];
      const nameOf = (old: number): number => order.indexOf(old);
      const reorder = <T>(list: readonly T[]): readonly T[] => order.map((old) => list[old] as T);
      return {
        servers: reorder(servers).map((server) => ({
          ...server,
          votedFor: server.votedFor === null ? null : nameOf(server.votedFor),
          votesResponded: reorder(server.votesResponded),
          votesGranted: reorder(server.votesGranted),
          nextIndex: reorder(server.nextIndex),
          matchIndex: reorder(server.matchIndex),
        })),
        messages: inOrder(
          messages.map(({ message, count }) => ({
            message: { ...message, msource: nameOf(message.msource), mdest: nameOf(message.mdest) },
            count,
          })),
        ),
      };
    },
  };
}

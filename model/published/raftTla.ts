// Room model/published. What others have published about Raft, and recorded runs held against it.
// What may be touched here: how somebody else's text is told as a transition system. It follows that text, action by action,
// whatever figure2 does: nothing but types comes from src/core.

/**
 * The formal specification that the author of Raft has published (`raft.tla`, Diego Ongaro, 2014): what its actions ask of a
 * server and what they make of it, without the variables that only its proof needs. What becomes of messages is for whoever has a
 * network: the judge of recorded runs, and the model whose known counts hold these rules to the text (`test/check/explore`).
 */
import type { Index, ServerId, Term } from '../../src/core/types.ts';

/** Where an implementation may leave the text, each by a name: see `registeredChanges`. */
export type RegisteredChange = keyof typeof registeredChanges;

/** What figure2 does otherwise, and why the text's own guarantees do not depend on it. */
export const registeredChanges = {
  'next-index-is-a-hint':
    'A leader sends from another index than the one after the last that was acknowledged, or refused: it does not wait for answers (D-14), sends several entries at once (D-15), goes back further at a time (D-9). The follower compares what comes before in any case.',
  'no-entry':
    'A request holds no entry although there is one to send (D-14). It may be lost as well, and then says nothing.',
  'indexes-never-go-back': 'An old message lowers neither commitIndex nor matchIndex (D-6). What was known stays true.',
} as const;

/** An entry. */
export interface PublishedEntry {
  readonly term: Term;
  readonly value: string;
}

/** A server. */
export interface PublishedServer {
  readonly currentTerm: Term;
  readonly state: 'follower' | 'candidate' | 'leader';
  readonly votedFor: ServerId | null;
  readonly log: readonly PublishedEntry[];
  readonly commitIndex: Index;
  readonly votesResponded: readonly ServerId[];
  readonly votesGranted: readonly ServerId[];
  readonly nextIndex: Readonly<Record<ServerId, Index>>;
  readonly matchIndex: Readonly<Record<ServerId, Index>>;
}

interface Envelope {
  readonly from: ServerId;
  readonly to: ServerId;
  readonly term: Term;
}

/** A message. */
export type PublishedMessage = Envelope &
  (
    | { readonly type: 'RequestVoteRequest'; readonly lastLogTerm: Term; readonly lastLogIndex: Index }
    | { readonly type: 'RequestVoteResponse'; readonly voteGranted: boolean }
    | {
        readonly type: 'AppendEntriesRequest';
        readonly prevLogIndex: Index;
        readonly prevLogTerm: Term;
        /** At most one. */
        readonly entries: readonly PublishedEntry[];
        readonly commitIndex: Index;
      }
    | { readonly type: 'AppendEntriesResponse'; readonly success: boolean; readonly matchIndex: Index }
  );

type AppendEntriesRequest = Extract<PublishedMessage, { readonly type: 'AppendEntriesRequest' }>;

/** What may happen to a server. */
export type PublishedAction = { readonly at: ServerId } & (
  | { readonly action: 'Restart' | 'Timeout' | 'BecomeLeader' | 'AdvanceCommitIndex' }
  | { readonly action: 'ClientRequest'; readonly value: string }
  | { readonly action: 'RequestVote'; readonly to: ServerId }
  | {
      readonly action: 'AppendEntries';
      readonly to: ServerId;
      /** Where it begins and how many entries it holds, 0 or 1; left out: as the text has it. */
      readonly part?: { readonly first: Index; readonly count: number };
    }
  | { readonly action: 'Receive'; readonly message: PublishedMessage }
);

/** What an action has made of a server. */
export interface PublishedTurn {
  readonly server: PublishedServer;
  readonly sent?: PublishedMessage;
  /** A message that was received is used up. */
  readonly isUsedUp?: boolean;
}

/** Asks whether the text may be left in some respect. */
export type Leaves = (change: RegisteredChange) => boolean;

const nowhere: Leaves = () => false;

const forAll = (ids: readonly ServerId[], value: number): Readonly<Record<ServerId, number>> =>
  Object.fromEntries(ids.map((id) => [id, value]));

const noVotes = { votesResponded: [], votesGranted: [] } as const;

/** A server in the beginning: terms begin at 1, and nobody has anything in its log. */
export const publishedServer = (ids: readonly ServerId[]): PublishedServer => ({
  currentTerm: 1,
  state: 'follower',
  votedFor: null,
  log: [],
  commitIndex: 0,
  ...noVotes,
  nextIndex: forAll(ids, 1),
  matchIndex: forAll(ids, 0),
});

/** What an action makes of a server; undefined: it is not possible. */
export const turnOf = (
  server: PublishedServer,
  action: PublishedAction,
  leaves: Leaves = nowhere,
): PublishedTurn | undefined => {
  const { state, currentTerm, log, votesGranted } = server;
  const ids = Object.keys(server.nextIndex);
  switch (action.action) {
    case 'Restart':
      return { server: { ...publishedServer(ids), currentTerm, votedFor: server.votedFor, log } };
    case 'Timeout':
      if (state === 'leader') return undefined;
      return { server: { ...server, ...noVotes, state: 'candidate', currentTerm: currentTerm + 1, votedFor: null } };
    case 'BecomeLeader':
      if (state !== 'candidate' || !isQuorum(votesGranted, ids)) return undefined;
      return {
        server: { ...server, state: 'leader', nextIndex: forAll(ids, log.length + 1), matchIndex: forAll(ids, 0) },
      };
    case 'ClientRequest':
      if (state !== 'leader') return undefined;
      return { server: { ...server, log: [...log, { term: currentTerm, value: action.value }] } };
    case 'AdvanceCommitIndex':
      return state === 'leader' ? { server: { ...server, commitIndex: newCommitIndex(server, action.at) } } : undefined;
    case 'RequestVote':
      return requestVote(server, action.at, action.to);
    case 'AppendEntries':
      return appendEntries(server, action, leaves);
    case 'Receive':
      return receive(server, action.message, leaves);
  }
};

const isQuorum = (members: readonly ServerId[], ids: readonly ServerId[]): boolean => members.length * 2 > ids.length;

const lastTermOf = (log: readonly PublishedEntry[]): Term => log.at(-1)?.term ?? 0;

const withMember = (list: readonly ServerId[], member: ServerId): readonly ServerId[] =>
  list.includes(member) ? list : [...list, member].sort();

const newCommitIndex = ({ log, matchIndex, currentTerm, commitIndex }: PublishedServer, at: ServerId): Index => {
  const ids = Object.keys(matchIndex);
  const agree = (index: Index): readonly ServerId[] => ids.filter((id) => id === at || (matchIndex[id] ?? 0) >= index);
  const last = log.map((_, place) => place + 1).findLast((index) => isQuorum(agree(index), ids));
  return last !== undefined && log[last - 1]?.term === currentTerm ? last : commitIndex;
};

const requestVote = (server: PublishedServer, from: ServerId, to: ServerId): PublishedTurn | undefined => {
  const { state, currentTerm: term, log, votesResponded } = server;
  if (state !== 'candidate' || votesResponded.includes(to)) return undefined;
  const type = 'RequestVoteRequest';
  return { server, sent: { type, from, to, term, lastLogTerm: lastTermOf(log), lastLogIndex: log.length } };
};

const appendEntries = (
  server: PublishedServer,
  { at: from, to, part }: PublishedAction & { readonly action: 'AppendEntries' },
  leaves: Leaves,
): PublishedTurn | undefined => {
  const { state, currentTerm: term, log, commitIndex, nextIndex } = server;
  if (from === to || state !== 'leader') return undefined;
  const next = nextIndex[to] ?? 1;
  const { first, count } = part ?? { first: next, count: next <= log.length ? 1 : 0 };
  if (first - 1 + count > log.length) return undefined;
  if (first !== next && !leaves('next-index-is-a-hint')) return undefined;
  if (count === 0 && first <= log.length && !leaves('no-entry')) return undefined;
  return {
    server,
    sent: {
      type: 'AppendEntriesRequest',
      from,
      to,
      term,
      prevLogIndex: first - 1,
      prevLogTerm: log[first - 2]?.term ?? 0,
      entries: log.slice(first - 1, first - 1 + count),
      commitIndex: Math.min(commitIndex, first - 1 + count),
    },
  };
};

const receive = (server: PublishedServer, message: PublishedMessage, leaves: Leaves): PublishedTurn | undefined => {
  const { currentTerm } = server;
  const { term } = message;
  if (term > currentTerm) return { server: { ...server, currentTerm: term, state: 'follower', votedFor: null } };
  switch (message.type) {
    case 'RequestVoteRequest':
      return receiveRequestVote(server, message);
    case 'AppendEntriesRequest':
      return receiveAppendEntries(server, message, leaves);
    case 'RequestVoteResponse':
    case 'AppendEntriesResponse':
      return { server: term < currentTerm ? server : afterAnswer(server, message, leaves), isUsedUp: true };
  }
};

const receiveRequestVote = (
  server: PublishedServer,
  { from, to, term, lastLogTerm, lastLogIndex }: PublishedMessage & { readonly type: 'RequestVoteRequest' },
): PublishedTurn => {
  const { currentTerm, votedFor, log } = server;
  const lastTerm = lastTermOf(log);
  const isUpToDate = lastLogTerm > lastTerm || (lastLogTerm === lastTerm && lastLogIndex >= log.length);
  const voteGranted = term === currentTerm && isUpToDate && (votedFor === null || votedFor === from);
  return {
    server: voteGranted ? { ...server, votedFor: from } : server,
    sent: { type: 'RequestVoteResponse', from: to, to: from, term: currentTerm, voteGranted },
    isUsedUp: true,
  };
};

/** One entry at a time: a conflict takes the last one away, until there is room for the new one. */
const receiveAppendEntries = (
  server: PublishedServer,
  message: AppendEntriesRequest,
  leaves: Leaves,
): PublishedTurn | undefined => {
  const { currentTerm, state, log } = server;
  const { term, prevLogIndex, prevLogTerm, entries, commitIndex } = message;
  if (term < currentTerm) return { server, ...refusal(server, message) };
  if (state === 'leader') return undefined;
  if (state === 'candidate') return { server: { ...server, state: 'follower' } };
  const hasPrevious = prevLogIndex === 0 || log[prevLogIndex - 1]?.term === prevLogTerm;
  if (!hasPrevious) return { server, ...refusal(server, message) };
  const [entry] = entries;
  const present = log[prevLogIndex];
  if (entry && present?.term !== entry.term) {
    return { server: { ...server, log: present ? log.slice(0, -1) : [...log, entry] } };
  }
  const isOld = commitIndex < server.commitIndex && leaves('indexes-never-go-back');
  return { server: isOld ? server : { ...server, commitIndex }, ...acceptance(server, message) };
};

type Answer = Required<Pick<PublishedTurn, 'sent' | 'isUsedUp'>>;

const answerOf = (
  { currentTerm: term }: PublishedServer,
  { from, to }: AppendEntriesRequest,
  outcome: { readonly success: boolean; readonly matchIndex: Index },
): Answer => ({ sent: { type: 'AppendEntriesResponse', from: to, to: from, term, ...outcome }, isUsedUp: true });

const refusal = (server: PublishedServer, message: AppendEntriesRequest): Answer =>
  answerOf(server, message, { success: false, matchIndex: 0 });

const acceptance = (server: PublishedServer, message: AppendEntriesRequest): Answer =>
  answerOf(server, message, { success: true, matchIndex: message.prevLogIndex + message.entries.length });

/** What a response of its term changes in a server, whatever its state is. */
const afterAnswer = (
  server: PublishedServer,
  message: PublishedMessage & { readonly type: 'RequestVoteResponse' | 'AppendEntriesResponse' },
  leaves: Leaves,
): PublishedServer => {
  const { from } = message;
  const { votesResponded, votesGranted, nextIndex, matchIndex } = server;
  if (message.type === 'RequestVoteResponse') {
    return {
      ...server,
      votesResponded: withMember(votesResponded, from),
      votesGranted: message.voteGranted ? withMember(votesGranted, from) : votesGranted,
    };
  }
  if (!message.success) {
    return { ...server, nextIndex: { ...nextIndex, [from]: Math.max((nextIndex[from] ?? 1) - 1, 1) } };
  }
  const known = matchIndex[from] ?? 0;
  const match = message.matchIndex < known && leaves('indexes-never-go-back') ? known : message.matchIndex;
  return { ...server, nextIndex: { ...nextIndex, [from]: match + 1 }, matchIndex: { ...matchIndex, [from]: match } };
};

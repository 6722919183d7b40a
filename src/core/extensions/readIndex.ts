/** Read index (spec/extensions/read-index.md): linearizable reads that cost no entry (CL-3), at the leader and through followers. */
import type { ClauseId } from '../clauses.ts';
import type { EffectRows } from '../effects.ts';
import type { LocalEventRows } from '../events.ts';
import { termAt } from '../log.ts';
import { adoptNewerTerm, cites, stepDownForNewerTerm } from '../machine.ts';
import type { MessageRows } from '../messages.ts';
import { type Guard, type Outcome, type Rule, send, withoutEffects } from '../outcome.ts';
import { configurationOf, hasQuorum, othersOf } from '../quorum.ts';
import type { AppendEntries, Envelope, Index, PerFollower, Send, Server, ServerId, Timeout, Typed } from '../types.ts';
import { stopAt } from './checkQuorum.ts';
import { forgetAt } from './parallelWrite.ts';
import { forgetForNewerTerm } from './preVote.ts';
import type { Answers, Extension, Transition } from './weave.ts';

declare module '../types.ts' {
  interface MessageTypes {
    /** A leader asks whether it still leads. */
    readonly ReadIndexCheck: ReadIndexCheck;
    /** The answer of who was asked. */
    readonly ReadIndexCheckReply: ReadIndexCheckReply;
    /** A follower asks for the index of a read. */
    readonly ReadIndexRequest: ReadIndexRequest;
    /** The answer of the leader. */
    readonly ReadIndexReply: ReadIndexReply;
  }
  interface LocalEventTypes {
    /** A client wants to read. */
    readonly read: ClientRead;
  }
  interface EffectTypes {
    /** A client may read. */
    readonly answerRead: AnswerRead;
    /** A client may not. */
    readonly rejectRead: RejectRead;
  }
  interface ExtensionStates {
    /** What a server knows of reads. */
    readonly 'read-index': ReadIndexState;
  }
}

/** A client wants to read the state machine of this server (RI-2, RI-9). */
export interface ClientRead extends Typed<'read'> {
  /** What the read is called: an opaque string. No read at this server has it again, not even after a restart. */
  readonly id: string;
}

/** The client may read, now: the state machine holds all that it has to (RI-7, RI-11). */
export interface AnswerRead extends Typed<'answerRead'> {
  /** Which read. */
  readonly id: string;
  /** The index of the read: the state machine has been given the log at least up to there. */
  readonly index: Index;
}

/** The read is not answered here (RI-12, RI-13). The client may ask again. */
export interface RejectRead extends Typed<'rejectRead'> {
  /** Which read. */
  readonly id: string;
}

/** A read that has not been answered yet (RI-1). */
export interface WaitingRead {
  /** What it is called at the server that its client asked. */
  readonly id: string;
  /** The server that its client asked. */
  readonly from: ServerId;
  /** Leaders: the round that has to be answered; 0: none has begun for it yet (RI-4). Followers: 0. */
  readonly round: number;
  /** How much of the log has to be applied; null: it is not known yet (RI-4, RI-11). */
  readonly index: Index | null;
}

/** What a server knows of reads. */
export interface ReadIndexState {
  /** RI-1: the reads that wait, in the order in which they came. */
  readonly reads: readonly WaitingRead[];
  /** RI-1: the last round that this leader has begun in `currentTerm`; 0: none. */
  readonly round: number;
  /** RI-1: the latest round that each follower has answered while a read waits for one; who is left out has answered none. */
  readonly answered: PerFollower<number>;
}

/** A leader asks whether its term is over (RI-4). */
export interface ReadIndexCheck extends Envelope<'ReadIndexCheck'> {
  /** The number of the round, counted from 1 in each term. */
  readonly round: number;
}

/** That it is not, as far as the sender knows (RI-5). */
export interface ReadIndexCheckReply extends Envelope<'ReadIndexCheckReply'> {
  /** Repeated from the check; 0: the check was of an older term. */
  readonly round: number;
}

/** A follower asks its leader for the index of a read (RI-9). */
export interface ReadIndexRequest extends Envelope<'ReadIndexRequest'> {
  /** What the read is called at the follower. */
  readonly id: string;
}

/** Up to where the follower has to apply before it answers the read (RI-7). */
export interface ReadIndexReply extends Envelope<'ReadIndexReply'> {
  /** Repeated from the request. */
  readonly id: string;
  /** The index of the read. */
  readonly index: Index;
}

type ReadIndexMessages = 'ReadIndexCheck' | 'ReadIndexCheckReply' | 'ReadIndexRequest' | 'ReadIndexReply';

/** The rows of its messages. */
export const readIndexMessages: Pick<MessageRows, ReadIndexMessages> = {
  ReadIndexCheck: {
    answers: null,
    clause: 'RI-4',
    description: 'A leader asks whether its term is over, on behalf of the reads that wait',
    fields: { round: 'round' },
    words: ({ round }) => `round=${round}`,
    label: () => 'check',
  },
  ReadIndexCheckReply: {
    answers: 'ReadIndexCheck',
    clause: 'RI-5',
    description: 'A server says that it knows of no newer term',
    fields: { round: 'round' },
    words: ({ round }) => (round === 0 ? 'rejected' : `round=${round}`),
    label: ({ round }) => (round === 0 ? 'no' : 'ok'),
  },
  ReadIndexRequest: {
    answers: null,
    clause: 'RI-9',
    description: 'A follower asks its leader for the index of a read',
    fields: { id: 'readId' },
    words: ({ id }, quote) => quote(id),
    label: () => 'read',
  },
  ReadIndexReply: {
    answers: 'ReadIndexRequest',
    clause: 'RI-7',
    description: 'Up to where the follower has to apply before it answers the read',
    fields: { id: 'readId', index: 'index' },
    words: ({ id, index }, quote) => `${quote(id)} index=${index}`,
    label: () => 'index',
  },
};

/** The row of its event. */
export const readIndexEvents: Pick<LocalEventRows, 'read'> = {
  read: {
    clause: 'RI-2',
    description: 'A client wants to read the state machine of this server',
    fields: { id: 'readId' },
    words: ({ id }, quote) => `read ${quote(id)}`,
  },
};

/** The rows of its effects. */
export const readIndexEffects: Pick<EffectRows, 'answerRead' | 'rejectRead'> = {
  answerRead: {
    clause: 'RI-7',
    description: 'The client may read the state machine now',
    fields: { id: 'readId', index: 'index' },
    words: ({ id, index }, quote) => `answerRead ${quote(id)} ${index}`,
  },
  rejectRead: {
    clause: 'RI-13',
    description: 'The client has to ask again: no leader is known here',
    fields: { id: 'readId' },
    words: ({ id }, quote) => `rejectRead ${quote(id)}`,
  },
};

const nothing: ReadIndexState = { reads: [], round: 0, answered: {} };

/** RI-1 */
export const readsOf = ({ extensions }: Server): ReadIndexState => extensions?.['read-index'] ?? nothing;

/** The server with other reads. */
export const withReads = (server: Server, state: ReadIndexState): Server => ({
  ...server,
  extensions: { ...server.extensions, 'read-index': state },
});

/** Has a round begun for it? */
const hasBegun = ({ round }: WaitingRead): boolean => round > 0;

const isWaiting = (server: Server, id: string, from: ServerId): boolean =>
  readsOf(server).reads.some((read) => read.id === id && read.from === from);

/** RI-2, RI-10: a read waits once, however often it is asked for. */
const withRead = (server: Server, id: string, from: ServerId): Server => {
  if (isWaiting(server, id, from)) return server;
  const state = readsOf(server);
  return withReads(server, { ...state, reads: [...state.reads, { id, from, round: 0, index: null }] });
};

/** RI-2: a leader notes a read. */
const takeRead: Rule<ClientRead> = (server, { id }) => noteRead(server, id, server.id, 'RI-2');

/** RI-10: and one that a follower has been asked for. */
const takeForwardedRead: Rule<ReadIndexRequest> = (server, { id, from }) => noteRead(server, id, from, 'RI-10');

const noteRead = (server: Server, id: string, from: ServerId, because: ClauseId): Outcome =>
  knowsCommitted(server)
    ? withoutEffects(withRead(server, id, from), because)
    : withoutEffects(withRead(server, id, from), because, 'RI-3');

/** RI-10, its condition. */
const isOfThisTerm: Guard<ReadIndexRequest> = (server, { term }) => term === server.currentTerm;

/** RI-3: until it has committed an entry of its own term, a leader may not know all that is committed. */
const knowsCommitted = ({ log, commitIndex, currentTerm }: Server): boolean => termAt(log, commitIndex) === currentTerm;

/** RI-4, RI-3, their condition: reads wait, and for no earlier ones is a round under way. */
const canBeginRound: Guard = (server) => {
  const { reads } = readsOf(server);
  return reads.length > 0 && !reads.some(hasBegun) && knowsCommitted(server);
};

/** RI-4: all that wait go together; what is committed now is what they have to show. */
const beginRound: Rule = (server) => nextRound(server, 'RI-4');

const nextRound = (server: Server, because: ClauseId): Outcome => {
  const state = readsOf(server);
  const round = state.round + 1;
  const reads = state.reads.map((read) => (hasBegun(read) ? read : { ...read, round, index: server.commitIndex }));
  return { server: withReads(server, { ...state, reads, round }), effects: checks(server, round), fired: [because] };
};

const checks = (server: Server, round: number): readonly Send[] =>
  othersOf(server).map((to) => send({ type: 'ReadIndexCheck', from: server.id, to, term: server.currentTerm, round }));

/** RI-8, RI-15: with the heartbeat a new round for all; what the earlier one asked may have been lost. */
const repeatRound: Rule<Timeout> = (server) =>
  readsOf(server).reads.some(hasBegun) ? nextRound(server, 'RI-8') : withoutEffects(server);

const answer = (server: Server, to: ServerId, round: number): Outcome => ({
  server,
  effects: [send({ type: 'ReadIndexCheckReply', from: server.id, to, term: server.currentTerm, round })],
  fired: ['RI-5'],
});

/** RI-5: nobody newer is known; that binds to nothing. */
const answerCheck: Rule<ReadIndexCheck> = (server, { from, round }) => answer(server, from, round);

/** RI-5: the term of the check is over, and so no round of it is answered. */
const refuseOldCheck: Rule<ReadIndexCheck> = (server, { from }) => answer(server, from, 0);

/** RI-6, its condition: it is of this term, and news while a round is under way. */
const bringsAnswer: Guard<ReadIndexCheckReply> = (server, { from, term, round }) => {
  const { reads, answered } = readsOf(server);
  return term === server.currentTerm && round > (answered[from] ?? 0) && reads.some(hasBegun);
};

/** RI-6: the latest round counts; it stands for all before it. */
const countAnswer: Rule<ReadIndexCheckReply> = (server, { from, round }) => {
  const state = readsOf(server);
  return withoutEffects(withReads(server, { ...state, answered: { ...state.answered, [from]: round } }), 'RI-6');
};

/** RI-6: has a majority, the leader itself included, answered the round of the read or a later one? RI-7: is enough applied? */
const isConfirmed = (server: Server, { round, index }: WaitingRead): boolean => {
  if (round === 0 || index === null || index > server.lastApplied) return false;
  const { answered } = readsOf(server);
  const followers = othersOf(server).filter((id) => (answered[id] ?? 0) >= round);
  return hasQuorum(configurationOf(server), [server.id, ...followers]);
};

/** RI-7, its condition. */
const hasConfirmedRead: Guard = (server) => {
  const { reads } = readsOf(server);
  return reads.length > 0 && reads.some((read) => isConfirmed(server, read)); // asked after every event: mostly nothing waits
};

/** RI-7: a client here may read; a follower is told how far it has to apply. */
const answerReads: Rule = (server) => {
  const state = readsOf(server);
  const done = state.reads.filter((read) => isConfirmed(server, read));
  const reads = state.reads.filter((read) => !done.includes(read));
  const { id: own, currentTerm: term } = server;
  return {
    server: withReads(server, { ...state, reads, answered: reads.some(hasBegun) ? state.answered : {} }),
    effects: done.map(({ id, from, index }) =>
      from === own
        ? { type: 'answerRead', id, index: index ?? 0 }
        : send({ type: 'ReadIndexReply', from: own, to: from, term, id, index: index ?? 0 }),
    ),
    fired: ['RI-7'],
  };
};

/** RI-9, its condition. */
const knowsLeader: Guard<ClientRead> = ({ leaderId }) => leaderId !== null;

const request = (server: Server, id: string, to: ServerId): Send =>
  send({ type: 'ReadIndexRequest', from: server.id, to, term: server.currentTerm, id });

/** RI-9: only the leader can tell what a read has to show. */
const forwardRead: Rule<ClientRead> = (server, { id }) => {
  const { leaderId } = server;
  if (leaderId === null || isWaiting(server, id, server.id)) return withoutEffects(server, 'RI-9');
  return { server: withRead(server, id, server.id), effects: [request(server, id, leaderId)], fired: ['RI-9'] };
};

/** RI-9, RI-15: a heartbeat comes where a request or its answer may have been lost. */
const forwardAgain: Rule<AppendEntries> = (server, { entries, leaderId }) => {
  const unanswered = entries.length > 0 ? [] : readsOf(server).reads.filter(({ index }) => index === null);
  return unanswered.length === 0
    ? withoutEffects(server)
    : { server, effects: unanswered.map(({ id }) => request(server, id, leaderId)), fired: ['RI-9'] };
};

/** RI-11, its condition: the read waits, and its index is not known yet. */
const bringsReadIndex: Guard<ReadIndexReply> = (server, { term, id }) =>
  term === server.currentTerm && readsOf(server).reads.some((read) => read.id === id && read.index === null);

/** RI-11: how far this server has to apply. */
const noteReadIndex: Rule<ReadIndexReply> = (server, { id, index }) => {
  const state = readsOf(server);
  const reads = state.reads.map((read) => (read.id === id && read.index === null ? { ...read, index } : read));
  return withoutEffects(withReads(server, { ...state, reads }), 'RI-11');
};

const isApplied = ({ lastApplied }: Server, { index }: WaitingRead): boolean => index !== null && index <= lastApplied;

/** RI-11, its condition. */
const hasAppliedRead: Guard = (server) => {
  const { reads } = readsOf(server);
  return reads.length > 0 && reads.some((read) => isApplied(server, read)); // as in hasConfirmedRead
};

/** RI-11: the client may read here. */
const answerForwardedReads: Rule = (server) => {
  const state = readsOf(server);
  const done = state.reads.filter((read) => isApplied(server, read));
  return {
    server: withReads(server, { ...state, reads: state.reads.filter((read) => !done.includes(read)) }),
    effects: done.map(({ id, index }) => ({ type: 'answerRead', id, index: index ?? 0 })),
    fired: ['RI-11'],
  };
};

/** RI-12: nobody is known who could tell. */
const refuseRead: Rule<ClientRead> = (server, { id }) => ({
  server,
  effects: [{ type: 'rejectRead', id }],
  fired: ['RI-12'],
});

/** RI-13, its condition: the leader that reads wait for, perhaps this server itself, leads no more. */
const hasLostLeader: Guard = (server) => {
  if (server.leaderId !== null) return false;
  const { reads, round } = readsOf(server);
  return reads.length > 0 || round > 0;
};

/** RI-13: none of them is answered any more; those of followers are theirs to reject. RI-1: the next term counts its rounds anew. */
const rejectReads: Rule = (server) => {
  const { reads } = readsOf(server);
  const own = reads.filter(({ from }) => from === server.id);
  return {
    server: withReads(server, nothing),
    effects: own.map(({ id }) => ({ type: 'rejectRead', id })),
    fired: reads.length > 0 ? ['RI-13'] : [],
  };
};

const refused: Transition = {
  actions: 'refuseRead',
  ...cites('No leader is known: the client has to ask elsewhere', 'RI-12'),
};

const lost: Transition = {
  guard: 'hasLostLeader',
  actions: 'rejectReads',
  ...cites('The leader that reads wait for leads no more', 'RI-13'),
};

const answerToCheck: readonly Transition[] = [
  { guard: 'hasOlderTerm', actions: 'refuseOldCheck', ...cites('The term of the check is over', 'RI-5') },
  { actions: 'answerCheck', ...cites('Nobody newer is known', 'RI-5') },
];

/** What every server answers that does not lead; how it adopts a newer term is its role's affair. */
const answers = (adopt: Transition): Answers => ({
  ReadIndexCheck: [adopt, ...answerToCheck],
  ReadIndexCheckReply: adopt,
  ReadIndexRequest: adopt,
  ReadIndexReply: adopt,
});

const atFollower: Answers = {
  ...answers(adoptNewerTerm),
  read: [
    { guard: 'knowsLeader', actions: 'forwardRead', ...cites('Ask the leader for the index of the read', 'RI-9') },
    refused,
  ],
  ReadIndexReply: [
    adoptNewerTerm,
    { guard: 'bringsReadIndex', actions: 'noteReadIndex', ...cites('The index of a read that waits', 'RI-11') },
  ],
};

const atLeader: Answers = {
  read: { actions: 'takeRead', ...cites('Note the read', 'RI-2', 'RI-3') },
  ReadIndexCheck: [
    stepDownForNewerTerm,
    { guard: 'hasOlderTerm', actions: 'refuseOldCheck', ...cites('The term of the check is over', 'RI-5') },
    { ...cites('Another leader of this term: it cannot be', 'D-19') },
  ],
  ReadIndexCheckReply: [
    stepDownForNewerTerm,
    { guard: 'bringsAnswer', actions: 'countAnswer', ...cites('A follower knows of nobody newer', 'RI-6') },
  ],
  ReadIndexRequest: [
    stepDownForNewerTerm,
    { guard: 'isOfThisTerm', actions: 'takeForwardedRead', ...cites('Note the read of a follower', 'RI-10', 'RI-3') },
  ],
  ReadIndexReply: stepDownForNewerTerm,
};

/** Its conditions by the names that the machine knows them by. */
export const readIndexGuards = {
  isOfThisTerm,
  canBeginRound,
  bringsAnswer,
  hasConfirmedRead,
  knowsLeader,
  bringsReadIndex,
  hasAppliedRead,
  hasLostLeader,
};

/** Its rules by the names that the machine knows them by. */
export const readIndexRules = {
  takeRead,
  takeForwardedRead,
  beginRound,
  repeatRound,
  answerCheck,
  refuseOldCheck,
  countAnswer,
  answerReads,
  forwardRead,
  forwardAgain,
  noteReadIndex,
  answerForwardedReads,
  refuseRead,
  rejectReads,
};

const ownMessages = Object.keys(readIndexMessages) as readonly ReadIndexMessages[];

/** The page of read index, to be woven into a machine. */
export const readIndex: Extension = {
  id: 'read-index',
  messages: readIndexMessages,
  events: readIndexEvents,
  guards: readIndexGuards,
  actions: readIndexRules,
  roles: {},
  before: { follower: atFollower, candidate: { ...answers(adoptNewerTerm), read: refused }, leader: atLeader },
  always: {
    follower: [
      lost,
      {
        guard: 'hasAppliedRead',
        actions: 'answerForwardedReads',
        ...cites('Enough is applied here: the client may read', 'RI-11'),
      },
    ],
    candidate: [lost],
    leader: [
      {
        guard: 'hasConfirmedRead',
        actions: 'answerReads',
        ...cites('A majority knows of nobody newer, and enough is applied: answer', 'RI-7'),
      },
      {
        guard: 'canBeginRound',
        actions: 'beginRound',
        ...cites('Reads wait: ask whether the term is over', 'RI-4'),
      },
    ],
  },
  adds: {
    'leader timeout.heartbeat heartbeat': { actions: 'repeatRound', clauses: ['RI-8'] },
    'follower AppendEntries acceptEntries': { actions: 'forwardAgain', clauses: ['RI-9'] },
  },
  beside: {
    'pre-vote': {
      before: { preCandidate: { ...answers(forgetForNewerTerm), read: refused } },
      always: { preCandidate: [lost] },
    },
    'parallel-write': { adds: forgetAt(...ownMessages) },
    'check-quorum': { adds: stopAt(...ownMessages) },
  },
  replaces: [],
  initial: nothing,
};

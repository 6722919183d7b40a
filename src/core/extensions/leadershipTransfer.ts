/** Leadership transfer (spec/extensions/leadership-transfer.md): a leader hands over to a server of one's choice. */
import type { ClauseId } from '../clauses.ts';
import type { LocalEventRows } from '../events.ts';
import { lastIndex } from '../log.ts';
import { adoptNewerTerm, cites, stepDownForNewerTerm } from '../machine.ts';
import type { MessageRows } from '../messages.ts';
import { followedBy, type Guard, type Outcome, type Rule, send, withoutEffects } from '../outcome.ts';
import { configurationOf, othersOf } from '../quorum.ts';
import { becomeCandidate } from '../rules/candidates.ts';
import { matchIndexOf } from '../rules/progress.ts';
import { armTimer, stopTimer, type TimerRows } from '../timers.ts';
import type {
  AppendEntriesReply,
  ClientCommand,
  Effect,
  Envelope,
  InstallSnapshotReply,
  MessageType,
  Reject,
  Server,
  ServerId,
  Timeout,
  Typed,
} from '../types.ts';
import { stopAt } from './checkQuorum.ts';
import type { ClientCommands } from './clientBatches.ts';
import { forgetAt } from './parallelWrite.ts';
import { forgetForNewerTerm } from './preVote.ts';
import type { Addition, Answers, Extension, Transition } from './weave.ts';

declare module '../types.ts' {
  interface LocalEventTypes {
    /** Somebody asks for another leader. */
    readonly transferLeadership: TransferLeadership;
  }
  interface MessageTypes {
    /** A leader tells its target to stand for election. */
    readonly TimeoutNow: TimeoutNow;
    /** Who was told so tells everybody of its term. */
    readonly TakingOver: TakingOver;
  }
  interface TimerNames {
    /** Runs out when a leader has to give a transfer up. */
    readonly transfer: true;
  }
  interface Refusals {
    /** The leader is handing over, and takes no commands meanwhile. */
    readonly transferring: true;
    /** The cluster has no such server. */
    readonly notMember: true;
  }
  interface ExtensionStates {
    /** To whom a leader is handing over. */
    readonly 'leadership-transfer': LeadershipTransferState;
  }
}

/** A leader is asked to hand over (LT-2). */
export interface TransferLeadership extends Typed<'transferLeadership'> {
  /** Who is to lead next. */
  readonly target: ServerId;
}

/** A leader tells its target, which has the leader's whole log, to stand for election at once (LT-4, LT-5). */
export type TimeoutNow = Envelope<'TimeoutNow'>;

/** Who stands for election since it was told to says which term it is in (LT-8). */
export type TakingOver = Envelope<'TakingOver'>;

/** What a server knows of a transfer. */
export interface LeadershipTransferState {
  /** LT-1: who is to lead next; null: nobody, or the server does not lead. */
  readonly transferee: ServerId | null;
}

/** The row of its event. */
export const leadershipTransferEvents: Pick<LocalEventRows, 'transferLeadership'> = {
  transferLeadership: {
    clause: 'LT-2',
    description: 'A leader is asked to hand over to another server',
    fields: { target: 'serverId' },
    words: ({ target }) => `transferLeadership ${target}`,
  },
};

/** The rows of its messages. */
export const leadershipTransferMessages: Pick<MessageRows, 'TimeoutNow' | 'TakingOver'> = {
  TimeoutNow: {
    answers: null,
    clause: 'LT-4',
    description: 'A leader tells a server that has its whole log to stand for election at once',
    fields: {},
    words: () => 'stand for election',
    label: () => 'TN',
  },
  TakingOver: {
    answers: null,
    clause: 'LT-8',
    description: 'Who stands for election since it was told to says which term it is in',
    fields: {},
    words: () => 'told to stand for election',
    label: () => 'TO',
  },
};

/** The row of its timer. */
export const leadershipTransferTimers: Pick<TimerRows, 'transfer'> = {
  transfer: {
    description: 'Leaders: how long to hand over before they give it up',
    clause: 'LT-2',
    length: 'electionTimeout',
  },
};

const noTransfer: LeadershipTransferState = { transferee: null };

/** LT-1 */
export const transfereeOf = ({ extensions }: Server): ServerId | null =>
  (extensions?.['leadership-transfer'] ?? noTransfer).transferee;

/** The server with another transferee. */
export const withTransferee = (server: Server, transferee: ServerId | null): Server => ({
  ...server,
  extensions: { ...server.extensions, 'leadership-transfer': { transferee } },
});

/** LT-2, its condition: there is nothing to begin. */
const isUnderWay: Guard<TransferLeadership> = (server, { target }) =>
  target === server.id || target === transfereeOf(server);

/** LT-9, its condition. */
const isNoMember: Guard<TransferLeadership> = (server, { target }) => !configurationOf(server).members.includes(target);

/** LT-2: a request that is repeated does not prolong the transfer. */
const keepTransfer: Rule<TransferLeadership> = (server) => withoutEffects(server, 'LT-2');

/** LT-2: note the target, and for how long to try; LT-4: it may be level already. */
const beginTransfer: Rule<TransferLeadership> = (server, { target }) => {
  const begun = { server: withTransferee(server, target), effects: [armTimer('transfer')], fired: ['LT-2'] } as const;
  return followedBy(begun, askIfLevel(begun.server));
};

/** LT-4: has the transferee the leader's whole log, as far as the leader knows? */
const isLevel = (server: Server, transferee: ServerId): boolean =>
  matchIndexOf(server, transferee) === lastIndex(server.log);

/** LT-4: whoever is behind would not be elected, and the term would be lost. */
const askIfLevel = (server: Server): Outcome => {
  const to = transfereeOf(server);
  if (to === null || !isLevel(server, to)) return withoutEffects(server);
  const message: TimeoutNow = { type: 'TimeoutNow', from: server.id, to, term: server.currentTerm };
  return { server, effects: [send(message)], fired: ['LT-4'] };
};

/** LT-4, LT-10: TimeoutNow may have been lost; who acknowledges something can be reached. */
const askTransferee: Rule<AppendEntriesReply | InstallSnapshotReply> = (server, { from }) =>
  from === transfereeOf(server) ? askIfLevel(server) : withoutEffects(server);

/** LT-3, LT-6, their condition. */
const isHandingOver: Guard = (server) => transfereeOf(server) !== null;

/** LT-3, its condition beside client batches: a batch of no commands stays nothing (CB-4). */
const isCommandTooMuch: Guard<ClientCommands> = (server, { commands }) =>
  transfereeOf(server) !== null && commands.length > 0;

const refuse = (server: Server, reason: Reject['reason'], ...fired: ClauseId[]): Outcome => ({
  server,
  effects: [{ type: 'reject', reason, leaderId: server.leaderId }],
  fired,
});

/** LT-3: what is appended now would have to reach the target first. */
const refuseWhileHandingOver: Rule<ClientCommand | ClientCommands> = (server) => refuse(server, 'transferring', 'LT-3');

/** LT-9: there is no such server. */
const refuseStranger: Rule<TransferLeadership> = (server) => refuse(server, 'notMember', 'LT-9');

/** LT-9, CL-1: only a leader can hand over. */
const refuseTransfer: Rule<TransferLeadership> = (server) => refuse(server, 'notLeader', 'LT-9', 'CL-1');

/** LT-6: the target is too slow, or gone. */
const giveUpTransfer: Rule<Timeout> = (server) => withoutEffects(withTransferee(server, null), 'LT-6');

/** LT-7: whoever leads no more hands over nothing. */
const endTransfer: Rule = (server) =>
  transfereeOf(server) === null
    ? withoutEffects(server)
    : { server: withTransferee(server, null), effects: [stopTimer('transfer')], fired: ['LT-7'] };

/** LT-5, its condition: of an older term it says nothing about this one. */
const isToldInItsTerm: Guard<TimeoutNow> = (server, { term }) => term === server.currentTerm;

const isRequest = (effect: Effect): boolean => effect.type === 'send' && effect.message.type === 'RequestVote';

/** LT-5: an election as after a timeout (RS-C-1), which has not been. LT-8: everybody hears of its term first. */
const takeOver: Rule<TimeoutNow> = (server) => {
  const { server: next, effects, fired } = becomeCandidate(server, { type: 'timeout', timer: 'election' });
  const news = othersOf(next).map((to) => send({ type: 'TakingOver', from: next.id, to, term: next.currentTerm }));
  return {
    server: next,
    effects: [...effects.filter((effect) => !isRequest(effect)), ...news, ...effects.filter(isRequest)],
    fired: ['LT-5', 'LT-8', ...fired.filter((id) => id !== 'RS-F-2')],
  };
};

/** Beside a leader's ways to step down. */
const endAt = (...types: readonly MessageType[]): Readonly<Record<string, Addition>> =>
  Object.fromEntries(types.map((type) => [`leader ${type} stepDown`, { actions: 'endTransfer', clauses: ['LT-7'] }]));

const stepDownAndEnd: Transition = {
  ...stepDownForNewerTerm,
  actions: ['stepDown', 'endTransfer', 'handleAgain'],
  ...cites('A newer term: adopt it, step down, and look at the message again', 'RS-A-2', 'LT-7'),
};

const takeOverAfter = (...before: readonly string[]): Transition => ({
  guard: 'isToldInItsTerm',
  target: 'candidate',
  actions: [...before, 'takeOver'],
  ...cites('The leader hands over: stand for election at once', 'LT-5', 'LT-8', 'RS-C-1', 'RV-3'),
});

const refused: Transition = { actions: 'refuseTransfer', ...cites('Only a leader hands over', 'LT-9', 'CL-1') };

const ask: Addition = { actions: 'askTransferee', clauses: ['LT-4'] };

const commandTooMuch = (guard: string): Transition => ({
  guard,
  actions: 'refuseWhileHandingOver',
  ...cites('It hands over, and takes no commands', 'LT-3'),
});

const answersToTransfer: readonly Transition[] = [
  { guard: 'isUnderWay', actions: 'keepTransfer', ...cites('To itself, or under way already', 'LT-2') },
  { guard: 'isNoMember', actions: 'refuseStranger', ...cites('There is no such server', 'LT-9') },
  { actions: 'beginTransfer', ...cites('Hand over to the target', 'LT-2', 'LT-4') },
];

const candidate: Answers = {
  transferLeadership: refused,
  TimeoutNow: adoptNewerTerm,
  TakingOver: adoptNewerTerm,
};

/** Its conditions by the names that the machine knows them by. */
export const leadershipTransferGuards = { isUnderWay, isNoMember, isHandingOver, isCommandTooMuch, isToldInItsTerm };

/** Its rules by the names that the machine knows them by. */
export const leadershipTransferRules = {
  keepTransfer,
  beginTransfer,
  askTransferee,
  refuseWhileHandingOver,
  refuseStranger,
  refuseTransfer,
  giveUpTransfer,
  endTransfer,
  takeOver,
};

/** The page of leadership transfer, to be woven into a machine. */
export const leadershipTransfer: Extension = {
  id: 'leadership-transfer',
  messages: leadershipTransferMessages,
  events: leadershipTransferEvents,
  guards: leadershipTransferGuards,
  actions: leadershipTransferRules,
  roles: {},
  before: {
    follower: { ...candidate, TimeoutNow: [adoptNewerTerm, takeOverAfter()] },
    candidate,
    leader: {
      transferLeadership: answersToTransfer,
      clientCommand: commandTooMuch('isHandingOver'),
      'timeout.transfer': {
        guard: 'isHandingOver',
        actions: 'giveUpTransfer',
        ...cites('It takes too long: take commands again', 'LT-6'),
      },
      TimeoutNow: stepDownAndEnd,
      TakingOver: stepDownAndEnd,
    },
  },
  adds: {
    ...endAt('RequestVote', 'RequestVoteReply', 'AppendEntries', 'AppendEntriesReply'),
    ...endAt('InstallSnapshot', 'InstallSnapshotReply'),
    'leader AppendEntriesReply advanceFollower': ask,
    'leader InstallSnapshotReply finishSnapshot': ask,
  },
  beside: {
    'pre-vote': {
      before: {
        preCandidate: {
          transferLeadership: refused,
          TimeoutNow: [forgetForNewerTerm, takeOverAfter('forgetPreVotes')],
          TakingOver: forgetForNewerTerm,
        },
      },
      adds: endAt('PreVote', 'PreVoteReply'),
    },
    'client-batches': { before: { leader: { clientCommands: commandTooMuch('isCommandTooMuch') } } },
    'parallel-write': { adds: forgetAt('TimeoutNow', 'TakingOver') },
    'check-quorum': {
      adds: {
        ...stopAt('TimeoutNow', 'TakingOver'),
        'leader timeout.quorum loseQuorum': { actions: 'endTransfer', clauses: ['LT-7'] },
      },
    },
    'read-index': { adds: endAt('ReadIndexCheck', 'ReadIndexCheckReply', 'ReadIndexRequest', 'ReadIndexReply') },
  },
  replaces: [],
  initial: noTransfer,
};

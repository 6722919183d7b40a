/**
 * What a step may say of itself: for each clause that can be in `fired`, what has to have happened for it to have acted. A claim
 * that is not true is worth nothing as coverage, so it breaks the clause that it names; and so does silence about a clause that
 * has acted, unless the clause is a decision that another implementation may take otherwise.
 */
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import { localEventTypes } from '../../../src/core/extensions/events.ts';
import { messageTypes } from '../../../src/core/extensions/messages.ts';
import type {
  AppendEntriesReply,
  Effect,
  Event,
  InstallSnapshotReply,
  Message,
  Role,
  Server,
} from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { isMessage, termOf } from './expected.ts';
import { clauseIgnoring } from './ignored.ts';
import { isChunkUnderWay } from './leaders.ts';

/** What is seen of a step, gathered once from all that it asked for. */
export interface Conduct extends Pick<Observation, 'before' | 'event' | 'after' | 'effects'> {
  /** How the term of a message stands to the server's own; null: it was no message. */
  readonly term: 'newer' | 'current' | 'older' | null;
  /** The message that answers the one that came. */
  answer: Message | undefined;
  sendsVotes: boolean;
  sendsPreVotes: boolean;
  sendsAppends: boolean;
  sendsEntries: boolean;
  /** To a follower that is not probed. */
  sendsEntriesAhead: boolean;
  sendsSnapshot: boolean;
  writes: boolean;
  appends: boolean;
  truncates: boolean;
  restores: boolean;
  rejects: boolean;
  armsElection: boolean;
}

/** Looks through the effects once, so that no clause has to. */
export const conductOf = ({ before, event, after, effects }: Observation): Conduct => {
  const conduct: Conduct = {
    before,
    event,
    after,
    effects,
    term: !isMessage(event)
      ? null
      : event.term > before.currentTerm
        ? 'newer'
        : event.term < before.currentTerm
          ? 'older'
          : 'current',
    answer: undefined,
    sendsVotes: false,
    sendsPreVotes: false,
    sendsAppends: false,
    sendsEntries: false,
    sendsEntriesAhead: false,
    sendsSnapshot: false,
    writes: false,
    appends: false,
    truncates: false,
    restores: false,
    rejects: false,
    armsElection: false,
  };
  for (const effect of effects) addEffect(conduct, effect);
  return conduct;
};

const addEffect = (conduct: Conduct, effect: Effect): void => {
  switch (effect.type) {
    case 'send':
      addMessage(conduct, effect.message);
      break;
    case 'persist':
      conduct.writes = true;
      conduct.appends ||= effect.append !== undefined;
      conduct.truncates ||= effect.truncateFrom !== undefined && effect.truncateFrom <= conduct.before.log.lastIndex;
      break;
    case 'restoreSnapshot':
      conduct.restores = true;
      break;
    case 'reject':
      conduct.rejects = true;
      break;
    case 'armTimer':
      conduct.armsElection ||= effect.timer === 'election';
      break;
    case 'stopTimer':
    case 'apply':
    case 'reply':
    case 'answerRead':
    case 'rejectRead':
  }
};

const addMessage = (conduct: Conduct, message: Message): void => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- what else pages send is looked at by them
  switch (message.type) {
    case 'RequestVote':
      conduct.sendsVotes = true;
      break;
    case 'PreVote':
      conduct.sendsPreVotes = true;
      break;
    case 'AppendEntries': {
      conduct.sendsAppends = true;
      if (message.entries.length === 0) break;
      const { before, after } = conduct;
      const isForgotten = before.role === 'leader' && !Object.hasOwn(after.pipelining, message.to);
      conduct.sendsEntries = true;
      conduct.sendsEntriesAhead ||= isForgotten || after.pipelining[message.to] === true;
      break;
    }
    case 'InstallSnapshot':
      conduct.sendsSnapshot = true;
      break;
    case 'RequestVoteReply':
    case 'AppendEntriesReply':
    case 'InstallSnapshotReply':
    case 'PreVoteReply':
    case 'ReadIndexCheckReply':
    case 'ReadIndexReply':
      if (conduct.term !== null && message.to === (conduct.event as Message).from) conduct.answer ??= message;
  }
};

/** When a clause has acted. */
export interface Claim {
  /** The events in whose steps it may act. */
  readonly on: readonly Event['type'][];
  /** Has it acted? */
  readonly acted: (deed: Conduct) => boolean;
  /** Need it not be named although it has acted? A decision of ours, or what may be told in two places. */
  readonly mayBeSilent?: true;
}

type EventOf<T extends Event['type']> = Extract<Event, { readonly type: T }>;

/** A clause that acts in steps of one kind of event. */
const on = <T extends Event['type']>(type: T, acted: (deed: Conduct, event: EventOf<T>) => boolean): Claim => ({
  on: [type],
  acted: (deed) => deed.event.type === type && acted(deed, deed.event as EventOf<T>),
});

/** The same for a decision, which may be left unnamed. */
const decision = <T extends Event['type']>(type: T, acted: (deed: Conduct, event: EventOf<T>) => boolean): Claim => ({
  ...on(type, acted),
  mayBeSilent: true,
});

/** A clause that acts in steps of several kinds of events. */
const onAny = (types: readonly Event['type'][], acted: (deed: Conduct) => boolean): Claim => ({ on: types, acted });

const requests = ['RequestVote', 'AppendEntries', 'InstallSnapshot'] as const;
const replies = ['RequestVoteReply', 'AppendEntriesReply', 'InstallSnapshotReply'] as const;
/** Whatever can happen to a server. */
export const everything: readonly Event['type'][] = [...localEventTypes, ...messageTypes];

// --- what happened ---

const isNewer = ({ term }: Conduct): boolean => term === 'newer';

const isOlder = ({ term }: Conduct): boolean => term === 'older';

const isCurrent = ({ term }: Conduct): boolean => term === 'current';

const isTimeout = ({ event }: Conduct, timer: string): boolean => event.type === 'timeout' && event.timer === timer;

/** Has it stood for election? A term that a message brings is raised by nobody. */
export const stoodForElection = (deed: Conduct): boolean =>
  deed.after.currentTerm > Math.max(deed.before.currentTerm, isMessage(deed.event) ? deed.event.term : 0);

const becameLeader = ({ before, after }: Conduct): boolean => after.role === 'leader' && before.role !== 'leader';

/** A reply of the current term at a server in the role that asked. */
export const isHeard = (deed: Conduct, role: Role): boolean => deed.before.role === role && isCurrent(deed);

const voteAnswer = ({ answer }: Conduct): boolean | undefined =>
  answer?.type === 'RequestVoteReply' ? answer.voteGranted : undefined;

const appendAnswer = ({ answer }: Conduct): boolean | undefined =>
  answer?.type === 'AppendEntriesReply' ? answer.success : undefined;

const installAnswer = ({ answer }: Conduct): boolean | undefined =>
  answer?.type === 'InstallSnapshotReply' ? answer.done : undefined;

const installs = (deed: Conduct): boolean => deed.event.type === 'InstallSnapshot' && deed.restores;

const takesEntries = (deed: Conduct): boolean => !isOlder(deed) && appendAnswer(deed) === true;

const refusesEntries = (deed: Conduct): boolean => !isOlder(deed) && appendAnswer(deed) === false;

/** Is this the chunk that a transfer waits for, or the first of another one? */
const isNextChunk = ({ before }: Conduct, event: EventOf<'InstallSnapshot'>): boolean => {
  const { incomingSnapshot } = before;
  const isSame =
    incomingSnapshot?.lastIncludedIndex === event.lastIncludedIndex &&
    incomingSnapshot.lastIncludedTerm === event.lastIncludedTerm &&
    incomingSnapshot.checksum === event.checksum;
  return event.offset === (isSame ? incomingSnapshot.data.length : 0);
};

/** Everything in the snapshot is committed already. */
const isPassed = ({ before }: Conduct, event: EventOf<'InstallSnapshot'>): boolean =>
  event.lastIncludedIndex <= before.commitIndex;

const isLastChunk = (deed: Conduct, event: EventOf<'InstallSnapshot'>): boolean =>
  !isOlder(deed) && !isPassed(deed, event) && event.done && isNextChunk(deed, event);

const keepsChunk = (deed: Conduct, event: EventOf<'InstallSnapshot'>): boolean =>
  installAnswer(deed) !== undefined &&
  !isOlder(deed) &&
  !isPassed(deed, event) &&
  isNextChunk(deed, event) &&
  (deed.after.incomingSnapshot !== null || installs(deed));

const isInLog = ({ before }: Conduct, event: EventOf<'InstallSnapshot'>): boolean =>
  termOf(before, event.lastIncludedIndex) === event.lastIncludedTerm;

const matchOf = (server: Server, { from }: Message): number => server.matchIndex[from] ?? 0;

/** What a leader knows of its follower after the reply; of one that it has forgotten in the same step, what it was told. */
const matchAfter = ({ before, after }: Conduct, reply: AppendEntriesReply | InstallSnapshotReply): number => {
  const isForgotten = Object.hasOwn(before.matchIndex, reply.from) && !Object.hasOwn(after.matchIndex, reply.from);
  if (!isForgotten) return matchOf(after, reply);
  return reply.type === 'AppendEntriesReply' ? reply.matchIndex : reply.lastIncludedIndex;
};

const raisesMatch = (deed: Conduct, reply: AppendEntriesReply | InstallSnapshotReply): boolean =>
  matchAfter(deed, reply) > matchOf(deed.before, reply);

const endsProbe = (deed: Conduct, reply: AppendEntriesReply): boolean => {
  const { before, after } = deed;
  const { from } = reply;
  if (before.pipelining[from] !== false) return after.pipelining[from] === true && before.pipelining[from] !== true;
  return after.pipelining[from] ?? matchAfter(deed, reply) + 1 >= (before.nextIndex[from] ?? 0);
};

const goesBack = ({ before, after }: Conduct, { from }: AppendEntriesReply): boolean =>
  (after.nextIndex[from] ?? 0) < (before.nextIndex[from] ?? 0);

/** How far the state machine is without any command of this step. */
const restoredTo = (deed: Conduct): number =>
  installs(deed) ? (deed.after.snapshot?.lastIncludedIndex ?? 0) : deed.before.lastApplied;

/** Was the reply of the current term, and yet no news? */
const isNoNews = (deed: Conduct): boolean => {
  const { before, event } = deed;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- nothing else is a reply
  switch (event.type) {
    case 'RequestVoteReply':
      return isHeard(deed, 'candidate') && event.voteGranted && before.votesGranted.includes(event.from);
    case 'AppendEntriesReply':
      return isHeard(deed, 'leader') && !raisesMatch(deed, event) && !endsProbe(deed, event) && !goesBack(deed, event);
    case 'InstallSnapshotReply':
      return isHeard(deed, 'leader') && event.done && !raisesMatch(deed, event);
    case 'PreVoteReply': {
      const granted = before.extensions?.['pre-vote']?.preVotesGranted ?? [];
      return isHeard(deed, 'preCandidate') && event.preVoteGranted && granted.includes(event.from);
    }
    default:
      return false;
  }
};

const ignoredBy = ({ before, event }: Conduct): ClauseId | undefined =>
  isMessage(event) ? clauseIgnoring(before, event) : undefined;

/** Do the terms and the lengths of the two logs say opposite things? */
const isContested = ({ before }: Conduct, { lastLogTerm, lastLogIndex }: EventOf<'RequestVote'>): boolean => {
  const { lastIndex } = before.log;
  return (lastLogTerm - (termOf(before, lastIndex) ?? 0)) * (lastLogIndex - lastIndex) < 0;
};

// --- the clauses ---

const forServers: Partial<Record<ClauseId, Claim>> = {
  'ST-8': onAny(everything, (deed) => deed.writes),
  'ST-9': on('start', () => true),
  'RS-A-1': onAny(everything, (deed) => deed.after.lastApplied > restoredTo(deed)),
  'RS-A-2': onAny(messageTypes, (deed) => isNewer(deed) && deed.after.currentTerm !== deed.before.currentTerm),
  'RS-F-1': onAny(
    requests,
    (deed) => voteAnswer(deed) !== undefined || appendAnswer(deed) !== undefined || installAnswer(deed) !== undefined,
  ),
  'RS-F-2': onAny(['timeout', 'PreVoteReply'], (deed) => stoodForElection(deed) && deed.before.role !== 'candidate'),
  'RS-F-3': onAny(
    requests,
    (deed) =>
      !isOlder(deed) &&
      deed.armsElection &&
      (voteAnswer(deed) === true || appendAnswer(deed) !== undefined || installAnswer(deed) !== undefined),
  ),
  'RS-C-1': onAny(['timeout', 'PreVoteReply', 'TimeoutNow'], stoodForElection),
  'RS-C-2': onAny(
    ['timeout', 'RequestVoteReply', 'PreVoteReply'],
    (deed) =>
      becameLeader(deed) ||
      (isHeard(deed, 'candidate') && deed.after.votesGranted.length > deed.before.votesGranted.length),
  ),
  'RS-C-3': onAny(
    ['AppendEntries', 'InstallSnapshot'],
    (deed) => isHeard(deed, 'candidate') && deed.after.role === 'follower',
  ),
  'RS-C-4': on('timeout', (deed) => stoodForElection(deed) && deed.before.role === 'candidate'),
  'RS-L-1': onAny(
    ['timeout', 'RequestVoteReply', 'PreVoteReply'],
    (deed) => becameLeader(deed) || (isTimeout(deed, 'heartbeat') && deed.before.role === 'leader'),
  ),
  'RS-L-2': onAny(
    ['clientCommand', 'clientCommands'],
    (deed) => deed.before.role === 'leader' && deed.after.log.lastIndex > deed.before.log.lastIndex,
  ),
  'RS-L-3': onAny(everything, (deed) => deed.sendsEntriesAhead),
  'RS-L-4': onAny(
    everything,
    ({ before, after }) =>
      after.commitIndex > before.commitIndex &&
      (after.role === 'leader' || (before.role === 'leader' && after.currentTerm === before.currentTerm)),
  ),
  'RS-L-5': on(
    'AppendEntriesReply',
    (deed, reply) => isHeard(deed, 'leader') && reply.success && (raisesMatch(deed, reply) || endsProbe(deed, reply)),
  ),
  'RS-L-6': on(
    'AppendEntriesReply',
    (deed, reply) => isHeard(deed, 'leader') && !reply.success && goesBack(deed, reply),
  ),
  'CL-1': onAny(
    ['clientCommand', 'clientCommands', 'transferLeadership', 'changeMembership'],
    (deed) => deed.rejects && deed.before.role !== 'leader',
  ),
};

const forVotes: Partial<Record<ClauseId, Claim>> = {
  'RV-1': on('RequestVote', (deed) => isOlder(deed) && voteAnswer(deed) === false),
  'RV-2': on('RequestVote', (deed) => voteAnswer(deed) === true),
  'RV-3': onAny(['timeout', 'PreVoteReply', 'TimeoutNow'], (deed) => deed.sendsVotes),
  'RV-4': on('RequestVote', (deed) => !isOlder(deed) && voteAnswer(deed) === false),
};

const forEntries: Partial<Record<ClauseId, Claim>> = {
  'AE-1': on('AppendEntries', (deed) => isOlder(deed) && appendAnswer(deed) === false),
  'AE-2': on('AppendEntries', refusesEntries),
  'AE-3': on('AppendEntries', (deed) => deed.truncates),
  'AE-4': on('AppendEntries', (deed) => deed.appends),
  'AE-5': on('AppendEntries', (deed) => deed.after.commitIndex > deed.before.commitIndex),
  'AE-6': onAny(everything, (deed) => deed.sendsAppends),
  'AE-7': on('AppendEntries', takesEntries),
};

const forSnapshots: Partial<Record<ClauseId, Claim>> = {
  'IS-1': on('InstallSnapshot', (deed) => isOlder(deed) && installAnswer(deed) === false),
  'IS-2': on('InstallSnapshot', (deed, event) => keepsChunk(deed, event) && event.offset === 0),
  'IS-3': on('InstallSnapshot', keepsChunk),
  'IS-4': on(
    'InstallSnapshot',
    (deed, event) => !isOlder(deed) && installAnswer(deed) === false && !isLastChunk(deed, event),
  ),
  'IS-5': on('InstallSnapshot', installs),
  'IS-6': on('InstallSnapshot', (deed, event) => installs(deed) && isInLog(deed, event)),
  'IS-7': on('InstallSnapshot', (deed, event) => installs(deed) && !isInLog(deed, event)),
  'IS-8': on('InstallSnapshot', installs),
  'IS-9': onAny(['timeout', 'AppendEntriesReply'], (deed) => deed.sendsSnapshot),
  'IS-10': on('InstallSnapshotReply', (deed) => deed.sendsSnapshot),
  'IS-11': on(
    'InstallSnapshotReply',
    (deed, reply) => isHeard(deed, 'leader') && reply.done && raisesMatch(deed, reply),
  ),
  'IS-12': on('InstallSnapshot', (deed, event) => installAnswer(deed) === false && isLastChunk(deed, event)),
  'IS-13': on('compact', (deed) => deed.rejects || deed.after.snapshot !== deed.before.snapshot),
};

const forDecisions: Partial<Record<ClauseId, Claim>> = {
  'D-1': decision(
    'AppendEntries',
    (deed, { prevLogIndex, entries, leaderCommit }) =>
      takesEntries(deed) && prevLogIndex + entries.length < Math.min(leaderCommit, deed.after.log.lastIndex),
  ),
  'D-2': decision(
    'AppendEntries',
    (deed, { prevLogIndex, entries }) =>
      takesEntries(deed) && !deed.appends && prevLogIndex + entries.length < deed.after.log.lastIndex,
  ),
  'D-3': decision('RequestVote', (deed, event) => voteAnswer(deed) !== undefined && isContested(deed, event)),
  'D-4': {
    ...onAny(
      ['AppendEntries', 'InstallSnapshot'],
      (deed) => isHeard(deed, 'candidate') && deed.after.votedFor === deed.before.votedFor,
    ),
    mayBeSilent: true,
  },
  'D-5': decision(
    'RequestVote',
    (deed, { candidateId }) => isCurrent(deed) && voteAnswer(deed) === true && deed.before.votedFor === candidateId,
  ),
  'D-6': { ...onAny([...replies, 'PreVoteReply'], isNoNews), mayBeSilent: true },
  'D-7': decision(
    'InstallSnapshot',
    (deed, event) => !isOlder(deed) && isPassed(deed, event) && installAnswer(deed) === true,
  ),
  'D-8': decision('InstallSnapshot', (deed, event) => installs(deed) && isInLog(deed, event)),
  'D-9': {
    ...onAny(
      ['AppendEntries', 'AppendEntriesReply'],
      (deed) =>
        refusesEntries(deed) ||
        (deed.event.type === 'AppendEntriesReply' && isHeard(deed, 'leader') && goesBack(deed, deed.event)),
    ),
    mayBeSilent: true,
  },
  'D-10': decision('AppendEntries', (deed) => takesEntries(deed) || refusesEntries(deed)),
  'D-11': decision('InstallSnapshotReply', (deed) => deed.sendsSnapshot),
  'D-12': decision('InstallSnapshot', isLastChunk),
  'D-13': decision(
    'AppendEntries',
    (deed, { prevLogIndex }) => takesEntries(deed) && prevLogIndex < deed.before.log.snapshotIndex,
  ),
  'D-22': decision(
    'InstallSnapshotReply',
    (deed, reply) => isHeard(deed, 'leader') && isChunkUnderWay(deed.before, reply),
  ),
  'D-23': { ...onAny(messageTypes, (deed) => ignoredBy(deed) === 'D-23'), mayBeSilent: true },
  'D-24': { ...onAny(messageTypes, (deed) => ignoredBy(deed) === 'D-24'), mayBeSilent: true },
  'D-14': { ...onAny(everything, (deed) => deed.sendsEntries), mayBeSilent: true },
  'D-15': { ...onAny(everything, (deed) => deed.sendsEntries), mayBeSilent: true },
};

/** By clause of the figure, when it has acted. */
export const figureClaims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  ...forServers,
  ...forVotes,
  ...forEntries,
  ...forSnapshots,
  ...forDecisions,
};

/** Clauses that say what a server keeps: they are counted when that changes. */
const kept: readonly ClauseId[] = [
  'ST-1',
  'ST-2',
  'ST-3',
  'ST-4',
  'ST-5',
  'ST-6',
  'ST-7',
  'IS-14',
  'PV-1',
  'PW-1',
  'CQ-1',
  'CQ-2',
  'RI-1',
  'LT-1',
  'MC-1',
  'MC-2',
];

/** Clauses without code. */
const later: readonly ClauseId[] = ['CL-3'];

/** Decisions that are not counted. */
const absent: readonly ClauseId[] = ['D-16', 'D-17', 'D-18', 'D-19', 'D-20', 'D-21', 'NO-7', 'MC-3', 'MC-18', 'MC-19'];

/** Why no step can say of a clause that it has acted; undefined: some can. */
export const withoutClaim = (id: ClauseId): string | undefined => {
  const { kind } = clauses[id];
  if (kind === 'property' || kind === 'goal') return 'it is checked, and not acted by';
  if (kept.includes(id)) return 'it says what a server keeps, and is counted when that changes';
  if (later.includes(id)) return 'it is acted by in an optional page';
  return absent.includes(id)
    ? 'it says what never happens, what a driver does, or how something is written'
    : undefined;
};

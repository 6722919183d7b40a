/** Membership (spec/extensions/membership.md): the servers that decide change by joint consensus, while the cluster runs. */
import { crc32c } from '../checksum.ts';
import type { ClauseId } from '../clauses.ts';
import { kindOf } from '../entries.ts';
import type { LocalEventRows } from '../events.ts';
import { append, entriesBetween, entryAt, lastIndex, termAt } from '../log.ts';
import { cites } from '../machine.ts';
import { type Guard, type Outcome, type Rule, withoutEffects } from '../outcome.ts';
import { type Configuration, configurationOf, givenServers, othersOf } from '../quorum.ts';
import { hasNewerTerm, hasOlderTerm, start } from '../rules/allServers.ts';
import { compact } from '../rules/compaction.ts';
import { completesSnapshot, hasCommittedSnapshot, installSnapshot } from '../rules/installSnapshot.ts';
import { keepProgress, matchIndexOf } from '../rules/progress.ts';
import { followerState } from '../server.ts';
import { armTimer, stopTimer } from '../timers.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  Compact,
  Effect,
  Entry,
  Index,
  InstallSnapshot,
  InstallSnapshotReply,
  Reject,
  Server,
  ServerId,
  Start,
  Term,
  Timeout,
  Typed,
} from '../types.ts';
import { countAnswer } from './checkQuorum.ts';
import { transfereeOf } from './leadershipTransfer.ts';
import type { Addition, Answers, Extension, Transition } from './weave.ts';

declare module '../entries.ts' {
  interface EntryKinds {
    /** Who decides from here on. */
    readonly configuration: ConfigurationEntry;
  }
}

declare module '../types.ts' {
  interface LocalEventTypes {
    /** Somebody asks for other members. */
    readonly changeMembership: ChangeMembership;
  }
  interface Refusals {
    /** A change of members is under way. */
    readonly changeUnderWay: true;
    /** The leader has not committed an entry of its own term. */
    readonly notReady: true;
    /** The members that are asked for are none, or the server was not given one of them. */
    readonly noSuchMembers: true;
  }
  interface ExtensionStates {
    /** By which configurations a server acts. */
    readonly membership: MembershipState;
  }
}

/** An entry that holds a configuration, and no command (MC-15). */
export interface ConfigurationEntry {
  /** The term whose leader appended it. */
  readonly term: Term;
  /** Who decides from here on, until a later one. */
  readonly configuration: Configuration;
}

/** A leader is asked for other members (MC-8). */
export interface ChangeMembership extends Typed<'changeMembership'> {
  /** Who is to decide in the end; in any order. */
  readonly members: readonly ServerId[];
}

/** A configuration, and where it stands in the log. */
export interface PlacedConfiguration extends Configuration {
  /** The index of its entry; of the one with which the log begins, the index before the first entry. */
  readonly index: Index;
  /** The term of the entry at `index`. */
  readonly term: Term;
}

/** What a server knows of the members. */
export interface MembershipState {
  /** MC-1: the configuration with which the log begins, and those in the log, in its order; the last one is acted by. */
  readonly configurations: readonly PlacedConfiguration[];
  /** MC-2: leaders: the members that were asked for, while newcomers catch up; null: nobody is waited for. */
  readonly change: readonly ServerId[] | null;
  /** MC-7: to whom the server speaks, sorted: all but itself that are in the configuration, or are to be. */
  readonly others: readonly ServerId[];
}

/** The row of its event. */
export const membershipEvents: Pick<LocalEventRows, 'changeMembership'> = {
  changeMembership: {
    clause: 'MC-8',
    description: 'A leader is asked for other members of the cluster',
    fields: { members: 'serverIds' },
    words: ({ members }) => `changeMembership ${members.join(' ')}`,
  },
};

// --- configurations in a log ---

const areIds = (value: unknown): value is readonly ServerId[] =>
  Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string');

/** The configuration that a value is; undefined: it is none. What comes from a network may be anything. */
const configurationFrom = (value: unknown): Configuration | undefined => {
  const { members, oldMembers } = (value ?? {}) as Partial<Configuration>;
  if (!areIds(members)) return undefined;
  if (oldMembers === undefined) return { members };
  return areIds(oldMembers) ? { members, oldMembers } : undefined;
};

/** The configuration that an entry holds; undefined: it holds something else. */
export const configurationIn = (entry: Entry | undefined): Configuration | undefined =>
  entry !== undefined && kindOf(entry) === 'configuration'
    ? configurationFrom((entry as ConfigurationEntry).configuration)
    : undefined;

const END = '\n';

/** MC-16: what a snapshot of the state machine becomes with the configuration that goes with it. */
export const withConfiguration = (configuration: Configuration, data: string): string =>
  JSON.stringify(configuration) + END + data;

/** MC-16, MC-17: what a snapshot holds: the configuration, if it has one, and the state machine's own part. */
export const partsOf = (data: string): { readonly configuration?: Configuration; readonly own: string } => {
  const end = data.indexOf(END);
  if (end < 0 || !data.startsWith('{')) return { own: data };
  try {
    const configuration = configurationFrom(JSON.parse(data.slice(0, end)));
    return configuration ? { configuration, own: data.slice(end + END.length) } : { own: data };
  } catch {
    return { own: data };
  }
};

const none: MembershipState = { configurations: [], change: null, others: [] };

/** MC-1, MC-2 */
export const membershipOf = ({ extensions }: Server): MembershipState => extensions?.membership ?? none;

/** MC-3, MC-17: the configuration with which the log begins: the snapshot's, that of the first entry, or all servers. */
const firstOf = (server: Server): PlacedConfiguration => {
  const { log, snapshot } = server;
  const { configuration } = snapshot === null ? { configuration: undefined } : partsOf(snapshot.data);
  const first = configuration ?? configurationIn(entryAt(log, 1)) ?? { members: givenServers(server) };
  return { index: log.snapshotIndex, term: log.snapshotTerm, ...first };
};

const placedAt = (index: Index, { term }: Entry, configuration: Configuration): PlacedConfiguration => ({
  index,
  term,
  ...configuration,
});

/** The configurations among the entries from an index on, but for that of the first entry (MC-3). */
const configurationsFrom = ({ log }: Server, from: Index): readonly PlacedConfiguration[] =>
  entriesBetween(log, Math.max(from, 2), log.lastIndex).flatMap((entry, place) => {
    const configuration = configurationIn(entry);
    return configuration ? [placedAt(Math.max(from, 2, log.snapshotIndex + 1) + place, entry, configuration)] : [];
  });

/** Is the entry still there? */
const isHeld =
  ({ log }: Server) =>
  ({ index, term }: PlacedConfiguration): boolean =>
    index > log.snapshotIndex && termAt(log, index) === term;

/** MC-7 */
const othersIn = (
  { id }: Server,
  { members, oldMembers = [] }: Configuration,
  change: MembershipState['change'],
): readonly ServerId[] =>
  [...new Set([...members, ...oldMembers, ...(change ?? [])])].filter((other) => other !== id).sort();

const stateWith = (
  server: Server,
  configurations: readonly PlacedConfiguration[],
  change: MembershipState['change'],
): MembershipState => ({
  configurations,
  change,
  others: othersIn(server, configurations.at(-1) ?? firstOf(server), change),
});

/** The server with other knowledge of the members. */
export const withMembership = (server: Server, membership: MembershipState): Server => ({
  ...server,
  extensions: { ...server.extensions, membership },
});

/** MC-7: at a leader, which knows nothing of newcomers, and forgets who has left. */
const leadWith = (
  server: Server,
  configurations: readonly PlacedConfiguration[],
  change: MembershipState['change'],
): Server => keepProgress(withMembership(server, stateWith(server, configurations, change)));

/** MC-1: what a server knows that has come back from its disk. */
const comeBack = (server: Server): MembershipState =>
  stateWith(server, [firstOf(server), ...configurationsFrom(server, server.log.snapshotIndex + 1)], null);

/** By which configuration it acts, and where that stands. */
const actingOf = (server: Server): PlacedConfiguration => membershipOf(server).configurations.at(-1) ?? firstOf(server);

const isJoint = ({ oldMembers }: Configuration): boolean => oldMembers !== undefined;

const isKnownCommitted = ({ commitIndex }: Server, { index }: PlacedConfiguration): boolean => index <= commitIndex;

/** MC-11, MC-12: is the server in no configuration any more, as far as it can know? */
const isOutside = (server: Server): boolean => {
  const acting = actingOf(server);
  return !isJoint(acting) && isKnownCommitted(server, acting) && !acting.members.includes(server.id);
};

// --- followers ---

/** MC-4, MC-5: what it has appended holds from now on, and what it has deleted holds no more. */
const followLog: Rule<AppendEntries> = (server, { prevLogIndex, entries }) => {
  const { configurations, change } = membershipOf(server);
  const isFirst = prevLogIndex === 0 && server.log.snapshotIndex === 0 && configurationIn(entries[0]) !== undefined;
  const first = configurations[0] !== undefined && !isFirst ? configurations[0] : firstOf(server);
  const kept = configurations.slice(1).filter(isHeld(server));
  const last = kept.at(-1)?.index ?? first.index;
  const isNews = entries.some(
    (entry, place) => prevLogIndex + 1 + place > last && configurationIn(entry) !== undefined,
  );
  const added = isNews ? configurationsFrom(server, last + 1) : [];
  const isCut = kept.length < configurations.length - 1;
  if (!isCut && added.length === 0 && first === configurations[0]) return withoutEffects(server);
  const fired: ClauseId[] = [...(isCut ? (['MC-5'] as const) : []), ...(added.length > 0 ? (['MC-4'] as const) : [])];
  return withoutEffects(withMembership(server, stateWith(server, [first, ...kept, ...added], change)), ...fired);
};

/** MC-17, its condition: the last chunk of a snapshot that brings something. */
const bringsMembers: Guard<InstallSnapshot> = (server, request) =>
  !hasNewerTerm(server, request) &&
  !hasOlderTerm(server, request) &&
  !hasCommittedSnapshot(server, request) &&
  completesSnapshot(server, request);

/** MC-17: the state machine gets its own part, without the configuration. */
const forStateMachine = (effect: Effect): Effect => {
  if (effect.type !== 'restoreSnapshot') return effect;
  const { own } = partsOf(effect.snapshot.data);
  return { ...effect, snapshot: { ...effect.snapshot, data: own, checksum: crc32c(own) } };
};

/** MC-17: the configuration of the snapshot, and what stands behind it in the log. */
const installMembers: Rule<InstallSnapshot> = (before, request) => {
  const { server, effects, fired } = installSnapshot(before, request);
  const { configurations, change } = membershipOf(before);
  const known = [firstOf(server), ...configurations.filter(isHeld(server))];
  return {
    server: withMembership(server, stateWith(server, known, change)),
    effects: effects.map(forStateMachine),
    fired: [...fired, 'MC-17'],
  };
};

// --- all servers ---

/** MC-17, its condition. */
const hasSnapshot: Guard<Start> = ({ snapshot }) => snapshot !== null;

/** MC-17: the state machine begins where its own part of the snapshot ends. */
const restoreOwnPart: Rule<Start> = (server, event) => {
  const { effects, fired, ...rest } = start(server, event);
  return { ...rest, effects: effects.map(forStateMachine), fired: [...fired, 'MC-17'] };
};

/** MC-16: the configuration after the last entry that the snapshot stands for goes with it. */
const compactMembers: Rule<Compact> = (before, event) => {
  const { configurations, change } = membershipOf(before);
  const covered = configurations.findLast(({ index }) => index <= event.index) ?? firstOf(before);
  const { members, oldMembers } = covered;
  const configuration: Configuration = { members, ...(oldMembers && { oldMembers }) };
  const data = withConfiguration(configuration, event.data);
  const { server, effects, fired } = compact(before, { ...event, data });
  const known = [firstOf(server), ...configurations.filter(({ index }) => index > event.index)];
  return {
    server: withMembership(server, { ...membershipOf(before), configurations: known, change }),
    effects,
    fired: [...fired, 'MC-16'],
  };
};

/** MC-15: what was applied ends with a configuration, for which there was nothing to do. */
const passConfiguration: Rule = (server) =>
  configurationIn(entryAt(server.log, server.lastApplied)) === undefined
    ? withoutEffects(server)
    : withoutEffects(server, 'MC-15');

/** MC-12, its condition. */
const isOut: Guard<Timeout> = isOutside;

/** MC-12: whoever is out stands for nothing. */
const stayOut: Rule<Timeout> = (server) => withoutEffects(server, 'MC-12');

/** MC-14, its condition. */
const hasLostChange: Guard = (server) => membershipOf(server).change !== null;

/** MC-14: whoever leads no more changes nothing. */
const forgetChange: Rule = (server) =>
  withoutEffects(withMembership(server, stateWith(server, membershipOf(server).configurations, null)), 'MC-14');

// --- candidates ---

/** MC-6: it has votes from a majority of each. */
const noteBoth: Rule = (server) =>
  isJoint(configurationOf(server)) ? withoutEffects(server, 'MC-6') : withoutEffects(server);

// --- leaders ---

const refuse = (server: Server, reason: Reject['reason'], ...fired: ClauseId[]): Outcome => ({
  server,
  effects: [{ type: 'reject', reason, leaderId: server.leaderId }],
  fired,
});

/** MC-13, CL-1: only a leader changes the members. */
const refuseToChange: Rule<ChangeMembership> = (server) => refuse(server, 'notLeader', 'MC-13', 'CL-1');

/** MC-13, MC-10: until it has committed an entry of its own term, a leader may not know which configuration is committed. */
const isReady = ({ log, commitIndex, currentTerm }: Server): boolean => termAt(log, commitIndex) === currentTerm;

/** MC-13, its condition: one change at a time. */
const isChanging: Guard<ChangeMembership> = (server) => {
  const acting = actingOf(server);
  return isJoint(acting) || !isKnownCommitted(server, acting);
};

/** MC-13, its condition. */
const isNotReady: Guard<ChangeMembership> = (server) => !isReady(server);

/** MC-13, its condition. */
const hasNoSuchMembers: Guard<ChangeMembership> = (server, { members }) =>
  members.length === 0 || members.some((member) => !givenServers(server).includes(member));

/** MC-13 */
const refuseUnready: Rule<ChangeMembership> = (server) => refuse(server, 'notReady', 'MC-13');

/** MC-13 */
const refuseSecondChange: Rule<ChangeMembership> = (server) => refuse(server, 'changeUnderWay', 'MC-13');

/** MC-13 */
const refuseMembers: Rule<ChangeMembership> = (server) => refuse(server, 'noSuchMembers', 'MC-13');

const areSame = (some: readonly ServerId[], others: readonly ServerId[] | null): boolean =>
  others !== null && some.length === others.length && some.every((id) => others.includes(id));

/** MC-8: whoever is not in the configuration has to catch up first. */
const noteChange: Rule<ChangeMembership> = (server, event) => {
  const { configurations, change } = membershipOf(server);
  const members = [...new Set(event.members)].sort();
  const wanted = areSame(members, actingOf(server).members) ? null : members;
  const isNews = wanted === null ? change !== null : !areSame(wanted, change);
  return withoutEffects(isNews ? leadWith(server, configurations, wanted) : server, 'MC-8');
};

/** A leader appends a configuration, and acts by it. */
export const appendConfiguration = (server: Server, configuration: Configuration, ...fired: ClauseId[]): Outcome => {
  const entries: readonly Entry[] = [{ term: server.currentTerm, configuration }];
  const firstIndex = lastIndex(server.log) + 1;
  const placed: PlacedConfiguration = { index: firstIndex, term: server.currentTerm, ...configuration };
  const next: Server = { ...server, log: append(server.log, entries) };
  return {
    server: leadWith(next, [...membershipOf(server).configurations, placed], null),
    effects: [{ type: 'persist', append: { firstIndex, entries } }],
    fired,
  };
};

/** MC-9, its condition: everybody who is to join has what is committed. */
const haveCaughtUp: Guard = (server) => {
  const { change } = membershipOf(server);
  if (change === null || transfereeOf(server) !== null) return false; // what is appended would have to reach the transferee first
  const { members } = actingOf(server);
  return change.every((id) => members.includes(id) || matchIndexOf(server, id) >= server.commitIndex);
};

/** MC-9: both decide from now on. */
const appendJoint: Rule = (server) => {
  const members = membershipOf(server).change ?? [];
  return appendConfiguration(server, { members, oldMembers: actingOf(server).members }, 'MC-9');
};

/** MC-10, its condition. */
const isJointCommitted: Guard = (server) => {
  const acting = actingOf(server);
  return isJoint(acting) && isKnownCommitted(server, acting) && isReady(server) && transfereeOf(server) === null;
};

/** MC-10, MC-6: a majority of each has decided; the new members decide alone. */
const appendNew: Rule = (server) => appendConfiguration(server, { members: actingOf(server).members }, 'MC-6', 'MC-10');

/** MC-11, its condition: the configuration without this leader is committed, and its clients have their answers. */
const hasLeft: Guard = (server) => isOutside(server) && server.lastApplied >= server.commitIndex;

/** MC-11: the term stays, and so does the vote. */
const leaveCluster: Rule = (server) => ({
  server: { ...server, ...followerState, leaderId: null },
  effects: [stopTimer('heartbeat'), armTimer('election')],
  fired: ['MC-11'],
});

/** MC-7, its condition: an answer of this term from whom the leader does not speak to. */
const isFromFormer: Guard<AppendEntriesReply | InstallSnapshotReply> = (server, { from, term }) =>
  term === server.currentTerm && !othersOf(server).includes(from);

/** MC-7: it says nothing about a follower of this leader. */
const ignoreFormer: Rule<AppendEntriesReply | InstallSnapshotReply> = (server) => withoutEffects(server, 'MC-7');

// --- wiring ---

const refused: Transition = {
  actions: 'refuseToChange',
  ...cites('Only a leader changes the members', 'MC-13', 'CL-1'),
};

const compactBefore: Transition = {
  guard: 'canCompact',
  actions: 'compactMembers',
  ...cites('Replace the applied prefix by a snapshot, with the configuration', 'IS-13', 'MC-16'),
};

const out: Transition = {
  guard: 'isOut',
  actions: 'stayOut',
  ...cites('It is in no configuration: stand for nothing', 'MC-12'),
};

const lost: Transition = {
  guard: 'hasLostChange',
  actions: 'forgetChange',
  ...cites('It leads no more: forget the change', 'MC-14'),
};

const former: Transition = {
  guard: 'isFromFormer',
  actions: 'ignoreFormer',
  ...cites('It is from whom the leader does not speak to', 'MC-7'),
};

const atFollower: Answers = {
  start: {
    guard: 'hasSnapshot',
    actions: 'restoreOwnPart',
    ...cites('Back from the disk, with a snapshot', 'ST-9', 'MC-17'),
  },
  'timeout.election': out,
  changeMembership: refused,
  compact: compactBefore,
  InstallSnapshot: {
    guard: 'bringsMembers',
    actions: 'installMembers',
    ...cites(
      'The last chunk: the snapshot takes the place of the log, and its configuration holds',
      ...(['IS-2', 'IS-3', 'IS-5', 'IS-6', 'IS-7', 'IS-8', 'D-8', 'D-12', 'RS-F-1', 'RS-F-3', 'MC-17'] as const),
    ),
  },
};

const atLeader: Answers = {
  changeMembership: [
    { guard: 'isNotReady', actions: 'refuseUnready', ...cites('It has committed nothing of its own term', 'MC-13') },
    { guard: 'isChanging', actions: 'refuseSecondChange', ...cites('A change is under way', 'MC-13') },
    { guard: 'hasNoSuchMembers', actions: 'refuseMembers', ...cites('There are no such servers', 'MC-13') },
    { actions: 'noteChange', ...cites('Note the members; newcomers catch up first', 'MC-8') },
  ],
  compact: compactBefore,
  AppendEntriesReply: former,
  InstallSnapshotReply: former,
};

/** What a leader does by itself, before all else that is done so. */
const ofItself: readonly Transition[] = [
  {
    guard: 'isJointCommitted',
    actions: 'appendNew',
    ...cites('Old and new members have decided: append the new configuration', 'MC-6', 'MC-10'),
  },
  {
    guard: 'haveCaughtUp',
    actions: 'appendJoint',
    ...cites('Newcomers have caught up: append the joint configuration', 'MC-9'),
  },
  {
    guard: 'hasLeft',
    target: 'follower',
    actions: 'leaveCluster',
    ...cites('The configuration without it is committed: step down', 'MC-11'),
  },
];

const both: Addition = { actions: 'noteBoth', clauses: ['MC-6'] };
const passes: Addition = { actions: 'passConfiguration', clauses: ['MC-15'] };

const LEAVES = 'leader always leaveCluster';

/** Its conditions by the names that the machine knows them by. */
export const membershipGuards = {
  isOut,
  hasSnapshot,
  bringsMembers,
  hasLostChange,
  isNotReady,
  isChanging,
  hasNoSuchMembers,
  haveCaughtUp,
  isJointCommitted,
  hasLeft,
  isFromFormer,
};

/** Its rules by the names that the machine knows them by. */
export const membershipRules = {
  followLog,
  installMembers,
  restoreOwnPart,
  compactMembers,
  passConfiguration,
  stayOut,
  forgetChange,
  noteBoth,
  refuseToChange,
  refuseUnready,
  refuseSecondChange,
  refuseMembers,
  noteChange,
  appendJoint,
  appendNew,
  leaveCluster,
  ignoreFormer,
};

/** The page of membership, to be woven into a machine. */
export const membership: Extension = {
  id: 'membership',
  messages: {},
  events: membershipEvents,
  guards: membershipGuards,
  actions: membershipRules,
  roles: {},
  before: {
    follower: atFollower,
    candidate: { changeMembership: refused, compact: compactBefore },
    leader: atLeader,
  },
  always: { follower: [lost], leader: ofItself }, // whoever leads no more is a follower first
  adds: {
    'candidate always becomeLeader': both,
    'follower AppendEntries acceptEntries': { actions: 'followLog', clauses: ['MC-4', 'MC-5'] },
    'always applyCommitted': passes,
    'leader always applyAndReply': passes,
  },
  beside: {
    'pre-vote': {
      before: {
        follower: { 'timeout.election': out },
        preCandidate: { changeMembership: refused, compact: compactBefore },
      },
    },
    'parallel-write': { adds: { [LEAVES]: { actions: 'forgetWrites', clauses: ['PW-6'] } } },
    'check-quorum': {
      before: { leader: { AppendEntriesReply: countAnswer, InstallSnapshotReply: countAnswer } },
      adds: {
        [LEAVES]: { actions: 'endQuorum', clauses: ['CQ-7'] },
        'follower InstallSnapshot installMembers': { actions: 'renewLease', clauses: ['CQ-8'] },
      },
    },
    'read-index': { always: { follower: [lost], leader: ofItself } },
    'leadership-transfer': { adds: { [LEAVES]: { actions: 'endTransfer', clauses: ['LT-7'] } } },
  },
  replaces: [],
  initial: none,
  comeBack,
};

/** What the page of membership (spec/extensions/membership.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type {
  ChangeMembership,
  MembershipState,
  PlacedConfiguration,
} from '../../../src/core/extensions/membership.ts';
import type {
  Compact,
  Entry,
  Event,
  Index,
  PerFollower,
  Reject,
  Role,
  Server,
  ServerId,
  Snapshot,
} from '../../../src/core/types.ts';
import { crc32c } from '../checksum.ts';
import { type Expected, isMessage, says, snapshotClause, termOf } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';
import { entryAt } from '../log.ts';
import { decideBy, othersOf } from '../members.ts';
import { isSame } from '../same.ts';
import { membershipClaims } from './membershipClaims.ts';
import {
  actingIn,
  firstConfiguration,
  heldConfiguration,
  isJoint,
  isOut,
  membershipOf,
  membershipWith,
  ownPartOf,
  sameServers,
  writeData,
} from './membershipFacts.ts';

/** MC-7: an answer to nothing that this leader asks now. */
const isFromStranger = (before: Server, event: Event): boolean =>
  (event.type === 'AppendEntriesReply' || event.type === 'InstallSnapshotReply') &&
  before.role === 'leader' &&
  event.term === before.currentTerm &&
  !othersOf(before).includes(event.from);

const isOwnTimeout = (before: Server, event: Event): boolean =>
  event.type === 'timeout' && event.timer === 'election' && before.role === 'follower' && isOut(before);

/** MC-12: nothing comes of the timeout. */
const expectQuiet = (before: Server, expected: Expected): void => {
  expected.role = says<Role>(before.role, 'MC-12');
  expected.currentTerm = says(before.currentTerm, 'MC-12');
  expected.votedFor = says(before.votedFor, 'MC-12');
  expected.electionTimer = says(false, 'MC-12');
};

/** MC-7: nothing is known of who is no follower. */
const expectNothingLearnt = (before: Server, expected: Expected): void => {
  expected.nextIndex = says(before.nextIndex, 'MC-7');
  expected.matchIndex = says(before.matchIndex, 'MC-7');
  expected.pipelining = says(before.pipelining, 'MC-7');
  expected.snapshotOffset = says(before.snapshotOffset, 'MC-7');
  expected.outgoingSnapshot = says(before.outgoingSnapshot, 'MC-7');
};

/** MC-13: why a leader does not change its members; null: it does. */
const refusalOf = (before: Server, { members }: ChangeMembership): Reject['reason'] | null => {
  const acting = actingIn(before);
  const isKnown = (id: ServerId): boolean => id === before.id || before.peers.includes(id);
  if (before.role !== 'leader') return 'notLeader';
  if (termOf(before, before.commitIndex) !== before.currentTerm) return 'notReady';
  if (isJoint(acting) || acting.index > before.commitIndex) return 'changeUnderWay';
  return members.length > 0 && members.every(isKnown) ? null : 'noSuchMembers';
};

/** MC-2, MC-8: whom the leader is to have as members. */
const wantedAfter = (before: Server, event: Event): MembershipState['change'] => {
  if (event.type !== 'changeMembership' || refusalOf(before, event) !== null) return membershipOf(before).change;
  const wanted = [...new Set(event.members)].sort();
  return sameServers(wanted, actingIn(before).members) ? null : wanted;
};

/** MC-16: the snapshot with its first line. */
const expectFirstLine = (before: Server, { index, data }: Compact, expected: Expected): void => {
  if (expected.reject.value !== null) return;
  const { configurations } = membershipOf(before);
  const covered = configurations.findLast((each) => each.index <= index) ?? actingIn(before);
  const whole = writeData(covered, data);
  const snapshot = { ...expected.snapshot.value, data: whole, checksum: crc32c(whole) } as Snapshot;
  expected.snapshot = says<Snapshot | null>(snapshot, snapshotClause(snapshot, 'MC-16'));
};

/** MC-1: the configurations of the log that is expected. What was known of what is kept stays. */
const configurationsAfter = (before: Server, expected: Expected): readonly PlacedConfiguration[] => {
  const { from, entries } = expected.log.value;
  const covered = expected.snapshotIndex.value;
  const firstEntry = from === 1 ? entries[0] : entryAt(before.log, 1);
  const isSameStart = covered === before.log.snapshotIndex && !(from === 1 && entries.length > 0);
  const [start, ...known] = membershipOf(before).configurations;
  const first =
    isSameStart && start !== undefined ? start : firstConfiguration(before, expected.snapshot.value, firstEntry);
  const kept = known.filter(({ index }) => index < from && index > covered);
  const added = entries.flatMap((entry, place) => {
    const configuration = from + place > Math.max(covered, 1) ? heldConfiguration(entry) : undefined;
    return configuration ? [{ index: from + place, term: entry.term, ...configuration }] : [];
  });
  return [first, ...kept, ...added.filter(({ index }) => index > covered)];
};

/** Which clause is to blame for other configurations than these. */
const blameFor =
  (event: Event, state: MembershipState, whenChange: ClauseId) =>
  (actual: unknown): ClauseId => {
    const { configurations = [], change = null } = (actual ?? {}) as Partial<MembershipState>;
    if (!isSame(configurations, state.configurations)) {
      if (event.type === 'InstallSnapshot') return 'MC-17';
      if (event.type === 'compact') return 'MC-16';
      if (event.type !== 'AppendEntries') return 'MC-1';
      return configurations.some((one) => !state.configurations.some((other) => isSame(one, other))) ? 'MC-5' : 'MC-4';
    }
    if (isSame(change, state.change)) return 'MC-7';
    return change !== null && sameServers(change, state.change) ? 'MC-2' : whenChange;
  };

/** What a leader knows of its followers, while it is worked out what it does. */
interface Leading {
  commitIndex: Index;
  entries: Entry[];
  configurations: readonly PlacedConfiguration[];
  change: MembershipState['change'];
  /** The clause by which it has appended something. */
  because?: ClauseId;
}

const lastOf = (configurations: readonly PlacedConfiguration[]): PlacedConfiguration =>
  configurations[configurations.length - 1] as PlacedConfiguration;

/** MC-9, MC-10: does it append another configuration? */
const appendsOne = (
  before: Server,
  { from }: { readonly from: Index },
  expected: Expected,
  state: Leading,
): boolean => {
  const acting = lastOf(state.configurations);
  const termAtCommit = (index: Index) => (index < from ? termOf(before, index) : state.entries[index - from]?.term);
  const add = (
    configuration: { members: readonly ServerId[]; oldMembers?: readonly ServerId[] },
    because: ClauseId,
  ) => {
    const index = from + state.entries.length;
    state.entries.push({ term: before.currentTerm, configuration });
    state.configurations = [...state.configurations, { index, term: before.currentTerm, ...configuration }];
    state.change = null;
    state.because = because;
    return true;
  };
  if (isJoint(acting))
    return acting.index <= state.commitIndex && termAtCommit(state.commitIndex) === before.currentTerm
      ? add({ members: acting.members }, 'MC-10')
      : false;
  const { change } = state;
  const hasCaughtUp = (id: ServerId): boolean =>
    acting.members.includes(id) || (expected.matchIndex.value[id] ?? 0) >= state.commitIndex;
  return change?.every(hasCaughtUp) === true ? add({ members: change, oldMembers: acting.members }, 'MC-9') : false;
};

/** RS-L-4 by the configuration that is acted by: the highest index that is committed. */
const committedBy = (before: Server, from: Index, expected: Expected, state: Leading): Index => {
  const own = expected.ownCopy?.value ?? from + state.entries.length - 1;
  for (let index = from + state.entries.length - 1; index > state.commitIndex; index--) {
    const term = index < from ? termOf(before, index) : state.entries[index - from]?.term;
    if (term !== before.currentTerm) break;
    const holders = Object.entries(expected.matchIndex.value).flatMap(([id, match]) => (match >= index ? [id] : []));
    if (decideBy(lastOf(state.configurations), own >= index ? [before.id, ...holders] : holders)) return index;
  }
  return state.commitIndex;
};

/** MC-6, MC-9, MC-10: what a leader does about its members, until nothing more comes of it. */
const leadOn = (before: Server, event: Event, expected: Expected): Leading => {
  const { from, entries } = expected.log.value;
  const state: Leading = {
    commitIndex: expected.commitIndex.value,
    entries: [...entries],
    configurations: configurationsAfter(before, expected),
    change: wantedAfter(before, event),
  };
  const transfer = expected.extensions['leadership-transfer']?.value as { readonly transferee: unknown } | undefined;
  const isHandingOver = transfer !== undefined && transfer.transferee !== null; // LT-3
  for (;;) {
    if (!isHandingOver && appendsOne(before, { from }, expected, state)) continue;
    const commitIndex = committedBy(before, from, expected, state);
    if (commitIndex === state.commitIndex) return state;
    state.commitIndex = commitIndex;
  }
};

/** MC-7: who is spoken to from now on: what is known of them stays, of newcomers nothing is, and the rest is forgotten. */
const expectFollowers = (before: Server, expected: Expected, others: readonly ServerId[]): void => {
  const anew = <T>(known: PerFollower<T>, first: T): PerFollower<T> =>
    Object.fromEntries(others.map((id) => [id, id in known ? (known[id] as T) : first]));
  const change = <T>(said: Expected['nextIndex'] | Expected[keyof Expected], first: T) => {
    const { value, clauseFor } = said as { value: PerFollower<T>; clauseFor: (actual: PerFollower<T>) => ClauseId };
    const expectedValue = anew(value, first);
    const blame = (actual: PerFollower<T>): ClauseId =>
      Object.keys(actual).sort().join(' ') === others.join(' ') && isSame(value, expectedValue)
        ? clauseFor(actual)
        : 'MC-7';
    return says(expectedValue, blame);
  };
  expected.nextIndex = change<Index>(expected.nextIndex, before.log.lastIndex + 1);
  expected.matchIndex = change<Index>(expected.matchIndex, 0);
  expected.pipelining = change<boolean>(expected.pipelining, false);
  expected.snapshotOffset = change<number>(expected.snapshotOffset, 0);
  expected.outgoingSnapshot = change<Snapshot | null>(expected.outgoingSnapshot, null);
};

/** MC-11: it has committed that it is no member. */
const expectLeave = (before: Server, expected: Expected, commitIndex: Index): void => {
  expected.leaves = true;
  expected.role = says<Role>('follower', 'MC-11');
  expected.leaderId = says(null, 'MC-11');
  expected.votesGranted = says([], 'MC-11');
  expected.commitIndex = says(commitIndex, 'RS-L-4');
  expected.electionTimer = says(true, 'MC-11');
  const { extensions = {} } = before;
  if (extensions['check-quorum'])
    expected.extensions['check-quorum'] = says({ ...extensions['check-quorum'], heardFrom: [] }, 'CQ-7');
  if (extensions['parallel-write']) {
    expected.extensions['parallel-write'] = says({ writtenIndex: null }, 'PW-6');
    delete expected.ownCopy;
  }
  if (extensions['leadership-transfer'])
    expected.extensions['leadership-transfer'] = says({ transferee: null }, 'LT-7');
};

/** The clause by which a leader must not append a configuration now. */
const tooSoon = (before: Server, event: Event): ClauseId => {
  if (event.type === 'changeMembership' && refusalOf(before, event) !== null) return 'MC-13';
  return isJoint(actingIn(before)) ? 'MC-10' : 'MC-9';
};

const expectLeader = (before: Server, event: Event, expected: Expected): void => {
  const { value: unchanged } = expected.log;
  const otherwise = expected.log;
  const { commitIndex, entries, configurations, change, because } = leadOn(before, event, expected);
  const isShorter = (from: Index): boolean => from <= before.log.lastIndex;
  const state = membershipWith(before.id, configurations, change);
  const acting = lastOf(configurations);
  if (because !== undefined)
    expected.log = says({ from: unchanged.from, entries }, ({ from }) => (isShorter(from) ? 'D-2' : because));
  else if (unchanged.entries.length === 0)
    expected.log = says(unchanged, (actual) =>
      isShorter(actual.from) ? otherwise.clauseFor(actual) : tooSoon(before, event),
    );
  expected.extensions.membership = says<unknown>(state, blameFor(event, state, 'MC-8'));
  expectFollowers(before, expected, state.others);
  if (isJoint(actingIn(before)) || isJoint(acting)) expected.commits = 'MC-6';
  else if (membershipOf(before).change !== null) expected.commits = 'MC-8';
  const isRemoved = !isJoint(acting) && acting.index <= commitIndex && !acting.members.includes(before.id);
  if (isRemoved) expectLeave(before, expected, commitIndex);
  else expected.role = says<Role>('leader', (actual) => (actual === 'follower' ? 'MC-11' : 'RS-C-2'));
};

/** MC-4, MC-5, MC-14, MC-17: what is kept where nobody leads, or somebody begins to. */
const expectFollowed = (before: Server, event: Event, expected: Expected): void => {
  const state = membershipWith(before.id, configurationsAfter(before, expected), null);
  expected.extensions.membership = says<unknown>(state, blameFor(event, state, 'MC-14'));
  if (event.type === 'AppendEntries' && expected.log.value.entries.some((entry) => heldConfiguration(entry)))
    expected.log = says(expected.log.value, 'MC-15');
  const isElected = expected.role.value === 'leader' || event.type === 'RequestVoteReply';
  if (!isElected || before.role !== 'candidate' || !isJoint(actingIn(before))) return;
  if (isMessage(event) && event.term > before.currentTerm) return;
  expected.role = says(expected.role.value, 'MC-6');
};

const expectRequest = (before: Server, event: ChangeMembership, expected: Expected): void => {
  const reason = refusalOf(before, event);
  expected.reject = says(reason, reason === null ? 'MC-8' : 'MC-13');
};

/** The contract of membership. */
export const membershipContract: ContractPage = {
  claims: membershipClaims,
  expect: (before, event, expected, figure) => {
    if (isOwnTimeout(before, event)) expectQuiet(before, expected);
    else figure();
    expected.withoutCommand ??= { apply: 'MC-15', reply: 'MC-15' };
    expected.restoredAs = { part: ownPartOf, clause: 'MC-17' };
    if (isFromStranger(before, event)) expectNothingLearnt(before, expected);
    if (event.type === 'changeMembership') expectRequest(before, event, expected);
    if (event.type === 'compact') expectFirstLine(before, event, expected);
    const leads = before.role === 'leader' && expected.role.value === 'leader';
    if (leads) expectLeader(before, event, expected);
    else expectFollowed(before, event, expected);
  },
};

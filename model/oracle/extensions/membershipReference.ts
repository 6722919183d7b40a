/** Membership (spec/extensions/membership.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type {
  ChangeMembership,
  MembershipState,
  PlacedConfiguration,
} from '../../../src/core/extensions/membership.ts';
import type { Configuration } from '../../../src/core/quorum.ts';
import type { Compact, Reject, ServerId } from '../../../src/core/types.ts';
import { othersOf } from '../members.ts';
import {
  becomeFollower,
  beginToFollow,
  compact,
  entryAt,
  lastIndex,
  type ReferenceDisk,
  type ReferenceOut,
  type ReferencePage,
  type ReferenceSelf,
  snapshotIndex,
  termAt,
} from '../reference.ts';
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

/** MC-1: read anew from the disk, entry by entry. */
const configurationsOn = (disk: ReferenceDisk): readonly PlacedConfiguration[] => {
  const found: PlacedConfiguration[] = [firstConfiguration(disk, disk.snapshot, disk.log[0])];
  for (
    let index = Math.max(snapshotIndex(disk), disk.snapshot === null ? 1 : 0) + 1;
    index <= lastIndex(disk);
    index++
  ) {
    const configuration = heldConfiguration(entryAt(disk, index));
    if (configuration) found.push({ index, term: termAt(disk, index) ?? 0, ...configuration });
  }
  return found;
};

const changeOf = (self: ReferenceSelf): MembershipState['change'] => membershipOf(self).change;

/** MC-7: knows nothing of newcomers, and forgets who is gone. */
const keep = (self: ReferenceSelf, change: MembershipState['change']): void => {
  self.extensions = { ...self.extensions, membership: membershipWith(self.id, configurationsOn(self), change) };
  if (self.role !== 'leader') return;
  const others = othersOf(self);
  const without = <T>(numbers: Record<ServerId, T>): Record<ServerId, T> =>
    Object.fromEntries(Object.entries(numbers).filter(([id]) => others.includes(id)));
  self.nextIndex = without(self.nextIndex);
  self.matchIndex = without(self.matchIndex);
  self.pipelining = without(self.pipelining);
  self.snapshotOffset = without(self.snapshotOffset);
  self.outgoingSnapshot = without(self.outgoingSnapshot);
  for (const newcomer of others) if (!(newcomer in self.nextIndex)) beginToFollow(self, newcomer);
};

const refuse = (self: ReferenceSelf, reason: Reject['reason'], out: ReferenceOut): void => {
  out.outputs.push({ type: 'reject', reason, leaderId: self.leaderId });
};

/** MC-10, MC-13 */
const hasCommittedOwn = (self: ReferenceSelf): boolean => termAt(self, self.commitIndex) === self.currentTerm;

/** MC-8, MC-13 */
const takeRequest = (self: ReferenceSelf, { members }: ChangeMembership, out: ReferenceOut): void => {
  const acting = actingIn(self);
  const isKnown = (id: ServerId): boolean => id === self.id || self.peers.includes(id);
  if (self.role !== 'leader') refuse(self, 'notLeader', out);
  else if (!hasCommittedOwn(self)) refuse(self, 'notReady', out);
  else if (isJoint(acting) || acting.index > self.commitIndex) refuse(self, 'changeUnderWay', out);
  else if (members.length === 0 || !members.every(isKnown)) refuse(self, 'noSuchMembers', out);
  else {
    const wanted = [...new Set(members)].sort();
    keep(self, sameServers(wanted, acting.members) ? null : wanted);
  }
};

const appendConfiguration = (self: ReferenceSelf, configuration: Configuration, out: ReferenceOut): void => {
  if (out.messages.length > 0) out.isWrittenBetween = true;
  self.log.push({ term: self.currentTerm, configuration });
  keep(self, null);
};

/** MC-10, MC-9 */
const tend = (self: ReferenceSelf, out: ReferenceOut): void => {
  const { index, members, oldMembers } = actingIn(self);
  const change = changeOf(self);
  if ((self.extensions?.['leadership-transfer']?.transferee ?? null) !== null) return; // LT-3
  if (oldMembers !== undefined && index <= self.commitIndex && hasCommittedOwn(self))
    appendConfiguration(self, { members }, out);
  else if (change?.every((id) => members.includes(id) || (self.matchIndex[id] ?? 0) >= self.commitIndex) === true)
    appendConfiguration(self, { members: change, oldMembers: members }, out);
};

/** MC-16 */
const compactWith = (self: ReferenceSelf, event: Compact, out: ReferenceOut): void => {
  const covered = configurationsOn(self).filter(({ index }) => index <= event.index);
  const last = covered[covered.length - 1];
  const data = last === undefined ? event.data : writeData(last, event.data);
  compact(self, { ...event, data }, out);
};

/** The page of membership in the reference model. */
export const membershipReference: ReferencePage = {
  initial: { configurations: [], change: null, others: [] },
  comeBack: (disk) => membershipWith(disk.id, configurationsOn(disk), null),
  messages: [],
  receive: (self, message) =>
    (message.type === 'AppendEntriesReply' || message.type === 'InstallSnapshotReply') &&
    self.role === 'leader' &&
    message.term === self.currentTerm &&
    !othersOf(self).includes(message.from), // MC-7
  happen: (self, event, out) => {
    if (event.type === 'changeMembership') takeRequest(self, event, out);
    else if (event.type === 'compact') compactWith(self, event, out);
    else return event.type === 'timeout' && event.timer === 'election' && self.role === 'follower' && isOut(self); // MC-12
    return true;
  },
  tend,
  settle: (self, out) => {
    out.outputs = out.outputs.map((told) =>
      told.type === 'restoreSnapshot' ? { ...told, snapshot: ownPartOf(told.snapshot) } : told,
    ); // MC-17
    keep(self, self.role === 'leader' ? changeOf(self) : null); // MC-4, MC-5, MC-14
    if (self.role !== 'leader' || !isOut(self)) return;
    becomeFollower(self); // MC-11
    self.leaderId = null;
    out.timers.heartbeat = 'stopped';
    out.timers.election = 'restarted';
  },
};

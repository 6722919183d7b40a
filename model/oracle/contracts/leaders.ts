/** What the leaders' rules say about one step. */
import type {
  AppendEntries,
  AppendEntriesReply,
  Index,
  InstallSnapshot,
  InstallSnapshotReply,
  Message,
  PerFollower,
  Server,
  ServerId,
  Snapshot,
  Term,
} from '../../../src/core/types.ts';
import { entriesBetween } from '../log.ts';
import { decide, othersOf } from '../members.ts';
import { type Comparison, type Expected, says, snapshotClause, termOf } from './expected.ts';

/** ST-6, ST-7: what a new leader assumes. */
export const expectLeadership = (before: Server, expected: Expected): void => {
  const others = othersOf(before);
  const each = (value: Index) => Object.fromEntries(others.map((peer) => [peer, value]));
  expected.nextIndex = says(each(before.log.lastIndex + 1), 'ST-6');
  expected.matchIndex = says(each(0), 'ST-7');
  expected.pipelining = says(Object.fromEntries(others.map((peer) => [peer, false])), 'D-14');
  expected.snapshotOffset = says(each(0), 'IS-10');
  expected.outgoingSnapshot = says(Object.fromEntries(others.map((peer) => [peer, null])), 'IS-10');
};

const isCurrent = (before: Server, reply: AppendEntriesReply | InstallSnapshotReply): boolean =>
  before.role === 'leader' && reply.term === before.currentTerm;

/** RS-L-5, RS-L-6, D-6, D-9. */
export const expectProgress = (before: Server, reply: AppendEntriesReply, expected: Expected): void => {
  if (!isCurrent(before, reply)) return;
  const { from, prevLogIndex } = reply;
  const known = before.matchIndex[from] ?? 0;
  const next = before.nextIndex[from] ?? 0;
  const isPipelined = before.pipelining[from] ?? false;
  if (reply.success) {
    expectMatch(before, from, reply.matchIndex, expected, 'RS-L-5');
    return;
  }
  const isOld = prevLogIndex <= known || (isPipelined ? prevLogIndex >= next : prevLogIndex !== next - 1);
  if (isOld) return;
  const own = reply.conflictTerm > 0 ? lastOfTerm(before, reply.conflictTerm) : undefined;
  const hint = own === undefined ? reply.conflictIndex : own + 1;
  expected.pipelining = says({ ...before.pipelining, [from]: false }, 'D-14');
  const nextIndex = Math.max(known + 1, Math.min(hint, prevLogIndex));
  expected.nextIndex = says({ ...before.nextIndex, [from]: nextIndex }, (actual) =>
    (actual[from] ?? 0) > prevLogIndex ? 'RS-L-6' : (actual[from] ?? 0) <= known ? 'D-6' : 'D-9',
  );
};

/** The last index of a term, looked for entry by entry from the end. */
const lastOfTerm = (before: Server, term: Term): Index | undefined => {
  for (let index = before.log.lastIndex; index >= before.log.snapshotIndex; index--) {
    if (termOf(before, index) === term) return index;
  }
  return undefined;
};

/** IS-10, IS-11. */
export const expectTransfer = (before: Server, reply: InstallSnapshotReply, expected: Expected): void => {
  if (!isCurrent(before, reply)) return;
  if (wantsChunk(before, reply)) {
    if (reply.offset === 0) expectTransferOver(before, reply.from, expected);
    else expected.snapshotOffset = says({ ...before.snapshotOffset, [reply.from]: reply.offset }, 'IS-10');
  }
  if (!reply.done) return;
  if (reply.lastIncludedIndex <= (before.matchIndex[reply.from] ?? 0)) return;
  expectMatch(before, reply.from, reply.lastIncludedIndex, expected, 'IS-11');
};

/** IS-10: what is sent to the follower next begins at offset 0, and is of the newest snapshot. */
const expectTransferOver = (before: Server, peer: ServerId, expected: Expected): void => {
  expected.snapshotOffset = says({ ...before.snapshotOffset, [peer]: 0 }, 'IS-10');
  expected.outgoingSnapshot = says({ ...before.outgoingSnapshot, [peer]: null }, 'IS-10');
};

/** IS-10: which snapshot a follower is being sent. */
export const snapshotTo = ({ outgoingSnapshot, snapshot }: Server, peer: ServerId): Snapshot | null =>
  outgoingSnapshot[peer] ?? snapshot;

/** Does the follower lack a part of the snapshot that the leader is sending to it? */
const lacksPart = (before: Server, { from, done, lastIncludedIndex, checksum }: InstallSnapshotReply): boolean =>
  !done &&
  othersOf(before).includes(from) &&
  (before.nextIndex[from] ?? 0) <= before.log.snapshotIndex &&
  snapshotTo(before, from)?.lastIncludedIndex === lastIncludedIndex &&
  snapshotTo(before, from)?.checksum === checksum;

/** Does it wait for another chunk than that which was sent last? */
export const wantsChunk = (before: Server, reply: InstallSnapshotReply): boolean =>
  lacksPart(before, reply) && before.snapshotOffset[reply.from] !== reply.offset;

/** D-22: does it name the place from which it was sent the last one? */
export const isChunkUnderWay = (before: Server, reply: InstallSnapshotReply): boolean =>
  lacksPart(before, reply) && before.snapshotOffset[reply.from] === reply.offset;

const expectMatch = (
  before: Server,
  peer: ServerId,
  index: Index,
  expected: Expected,
  clause: 'RS-L-5' | 'IS-11',
): void => {
  const known = before.matchIndex[peer] ?? 0;
  const matchIndex = Math.max(known, index);
  const nextIndex = Math.max(before.nextIndex[peer] ?? 0, matchIndex + 1);
  expected.matchIndex = says({ ...before.matchIndex, [peer]: matchIndex }, (actual) =>
    (actual[peer] ?? 0) < known ? 'D-6' : clause,
  );
  expected.nextIndex = says({ ...before.nextIndex, [peer]: nextIndex }, clause);
  const isPipelined = (before.pipelining[peer] ?? false) || index + 1 >= (before.nextIndex[peer] ?? 0);
  expected.pipelining = says({ ...before.pipelining, [peer]: isPipelined }, 'D-14');
  const end = snapshotTo(before, peer)?.lastIncludedIndex ?? 0;
  if (nextIndex > end) expectTransferOver(before, peer, expected);
};

/** RS-L-4: the highest index that a majority has, if it is of the leader's own term. The leader has its log up to `own`. */
export const committable = (after: Server, commitIndex: Index, own = after.log.lastIndex): Index => {
  const others = othersOf(after);
  // What nobody else has is no majority's, unless the leader is alone.
  const heard = decide(after, [after.id]) ? own : Math.max(...others.map((peer) => after.matchIndex[peer] ?? 0));
  for (let index = Math.min(after.log.lastIndex, heard); index > commitIndex; index--) {
    if (termOf(after, index) !== after.currentTerm) break;
    const followers = others.filter((peer) => (after.matchIndex[peer] ?? 0) >= index);
    if (decide(after, own >= index ? [after.id, ...followers] : followers)) return index;
  }
  return commitIndex;
};

/** D-14: where sending ahead has left `nextIndex`, which the step had brought to `nextIndex` before it sent. */
export const aheadOf = (after: Server, nextIndex: PerFollower<Index>, sent: readonly Message[]): PerFollower<Index> => {
  const ahead = { ...nextIndex };
  for (const message of sent) {
    if (message.type !== 'AppendEntries' || !after.pipelining[message.to]) continue;
    ahead[message.to] = (ahead[message.to] ?? 0) + message.entries.length;
  }
  return ahead;
};

/** RS-L-1, RS-L-3, AE-6, IS-9, IS-10, D-15: whatever a leader sends is true of its log, and goes on where it left off. */
export const compareSends = (
  comparison: Comparison,
  before: Server,
  after: Server,
  nextIndex: PerFollower<Index>,
  sent: readonly Message[],
): void => {
  const ahead = { ...nextIndex };
  const isForgotten = ({ to }: Message): boolean => !othersOf(after).includes(to) && othersOf(before).includes(to);
  for (const message of sent) {
    if (isForgotten(message)) continue; // it was sent before the leader knew that it speaks to it no more
    comparison.demand(isOfLeader(message), 'RS-L-1', () => `${after.id} leads and sends ${message.type}`);
    if (message.type === 'InstallSnapshot') compareChunk(comparison, after, message);
    if (message.type !== 'AppendEntries') continue;
    const expectedNext = ahead[message.to] ?? 0;
    compareAppend(comparison, before, after, message, expectedNext);
    if (after.pipelining[message.to]) ahead[message.to] = expectedNext + message.entries.length;
  }
  for (const peer of othersOf(after)) {
    const isWaiting = sendableTo(after, peer) > 0;
    comparison.demand(!isWaiting, 'RS-L-3', () => `${after.id} has entries for ${peer} and does not send them`);
    const inFlight = (after.nextIndex[peer] ?? 0) - 1 - (after.matchIndex[peer] ?? 0);
    const hasSent = sent.some(
      (message) => message.to === peer && message.type === 'AppendEntries' && message.entries.length > 0,
    );
    comparison.demand(
      !hasSent || !after.pipelining[peer] || inFlight <= after.options.maxInFlightEntries,
      'D-15',
      () => `${inFlight} entries are under way to ${peer}, at most ${after.options.maxInFlightEntries} may be`,
    );
  }
};

const isOfLeader = ({ type }: Message): boolean => type === 'AppendEntries' || type === 'InstallSnapshot';

const sendableTo = (after: Server, peer: ServerId): number => {
  const next = after.nextIndex[peer] ?? 0;
  if (!after.pipelining[peer] || next <= after.log.snapshotIndex) return 0;
  const room = after.options.maxInFlightEntries - (next - 1 - (after.matchIndex[peer] ?? 0));
  return Math.min(after.log.lastIndex + 1 - next, room);
};

const compareAppend = (
  comparison: Comparison,
  before: Server,
  after: Server,
  message: AppendEntries,
  nextIndex: Index,
): void => {
  const { to, prevLogIndex, entries } = message;
  comparison.demand(
    nextIndex > after.log.snapshotIndex,
    'IS-9',
    () =>
      `${to} needs entry ${nextIndex}, which ${after.id} has discarded up to ${after.log.snapshotIndex}, and gets no snapshot`,
  );
  comparison.compare(
    `prevLogIndex to ${to}`,
    prevLogIndex,
    says(nextIndex - 1, entries.length > 0 ? 'RS-L-3' : 'AE-6'),
  );
  comparison.compare(`prevLogTerm to ${to}`, message.prevLogTerm, says(termOf(after, prevLogIndex) ?? 0, 'AE-6'));
  comparison.compare(`term to ${to}`, message.term, says(after.currentTerm, 'AE-6'));
  comparison.compare(`leaderId to ${to}`, message.leaderId, says(after.id, 'AE-6'));
  comparison.demand(
    entries.length <= after.options.maxEntriesPerAppend,
    'D-15',
    () => `${entries.length} entries are sent to ${to} at once, at most ${after.options.maxEntriesPerAppend} may be`,
  );
  const own = entriesBetween(after.log, prevLogIndex + 1, prevLogIndex + entries.length);
  comparison.compare(`entries to ${to}`, entries, says(own, 'AE-6'));
  const { leaderCommit } = message;
  const commits = [before.commitIndex, after.commitIndex];
  const isBetween = leaderCommit > before.commitIndex && leaderCommit < after.commitIndex;
  const mayCommitTwice = before.extensions?.membership !== after.extensions?.membership; // by each of two configurations
  comparison.demand(
    commits.includes(leaderCommit) || (mayCommitTwice && isBetween),
    'AE-6',
    () => `leaderCommit to ${to} is ${message.leaderCommit}, while commitIndex is ${after.commitIndex}`,
  );
};

const compareChunk = (comparison: Comparison, after: Server, message: InstallSnapshot): void => {
  const { options } = after;
  const snapshot = snapshotTo(after, message.to);
  const needed = (after.nextIndex[message.to] ?? 0) <= after.log.snapshotIndex;
  comparison.demand(needed, 'IS-9', () => `${message.to} gets a snapshot, although the log still has what it needs`);
  const { lastIncludedIndex, lastIncludedTerm, checksum, data = '' } = snapshot ?? {};
  const end = message.offset + options.snapshotChunkLength;
  const chunk = data.slice(message.offset, end);
  const about = { lastIncludedIndex, lastIncludedTerm, checksum };
  const told = { ...about, lastIncludedIndex: message.lastIncludedIndex, lastIncludedTerm: message.lastIncludedTerm };
  const blame = snapshotClause(
    { lastIncludedIndex: 0, lastIncludedTerm: 0, checksum: 0, ...snapshot, data: chunk },
    'IS-9',
  );
  comparison.compare(
    `snapshot to ${message.to}`,
    { ...told, checksum: message.checksum },
    says<typeof about>(about, () => blame(message)),
  );
  comparison.compare(`offset to ${message.to}`, message.offset, says(after.snapshotOffset[message.to] ?? 0, 'IS-10'));
  comparison.compare(`chunk to ${message.to}`, message.data, says(chunk, 'IS-10'));
  comparison.compare(`done to ${message.to}`, message.done, says(end >= data.length, 'IS-10'));
  comparison.compare(`term to ${message.to}`, message.term, says(after.currentTerm, 'IS-9'));
};

/** What Figure 13 and the compaction of section 7 say about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type {
  Compact,
  InstallSnapshot,
  InstallSnapshotReply,
  Message,
  Server,
  ServerId,
  Snapshot,
} from '../../../src/core/types.ts';
import { crc32c } from '../checksum.ts';
import { entriesBetween } from '../log.ts';
import { othersOf } from '../members.ts';
import { expectFollowing, expectNoPassedSnapshot, expectRefusal } from './append.ts';
import { type Expected, says, snapshotClause, termOf } from './expected.ts';
import { snapshotTo } from './leaders.ts';

/** IS-1 to IS-8, IS-12. */
export const expectInstall = (before: Server, request: InstallSnapshot, expected: Expected): void => {
  if (request.term < before.currentTerm) {
    expectRefusal(before, expected, 'IS-1');
    answer(before, request, expected, { offset: 0, done: false }, 'IS-1');
    return;
  }
  if (request.term === before.currentTerm && before.role === 'leader') return; // D-19
  expectFollowing(before, request, expected);
  const end = request.offset + request.data.length;
  if (request.lastIncludedIndex <= before.commitIndex) {
    expected.snapshot = says(before.snapshot, 'D-7');
    expected.commitIndex = says(before.commitIndex, 'D-7');
    expected.restored = says(null, 'D-7');
    expected.log = says(expected.log.value, 'D-7');
    expectNoPassedSnapshot(before, expected);
    answer(before, request, expected, { offset: end, done: true }, 'D-7');
    return;
  }
  const collected = before.incomingSnapshot && isSameSnapshot(before, request) ? before.incomingSnapshot.data : '';
  const isNext = request.offset === collected.length;
  const data = isNext ? collected + request.data : collected;
  if (!(request.done && isNext)) {
    if (isNext) expected.incoming = says(data, request.offset === 0 ? 'IS-2' : 'IS-3');
    answer(before, request, expected, { offset: data.length, done: false }, 'IS-4');
  } else if (crc32c(data) !== request.checksum) {
    expected.snapshot = says(before.snapshot, 'IS-12');
    expected.incoming = says('', 'IS-12');
    answer(before, request, expected, { offset: 0, done: false }, 'IS-12');
  } else {
    expectInstalled(before, request, data, expected);
    answer(before, request, expected, { offset: end, done: true }, 'IS-5');
  }
};

/** D-12 */
const isSameSnapshot = ({ incomingSnapshot }: Server, request: InstallSnapshot): boolean =>
  incomingSnapshot?.lastIncludedIndex === request.lastIncludedIndex &&
  incomingSnapshot.lastIncludedTerm === request.lastIncludedTerm &&
  incomingSnapshot.checksum === request.checksum;

const expectInstalled = (before: Server, request: InstallSnapshot, data: string, expected: Expected): void => {
  const { lastIncludedIndex, lastIncludedTerm, checksum } = request;
  const isInLog = termOf(before, lastIncludedIndex) === lastIncludedTerm;
  const from = lastIncludedIndex + 1;
  const suffix = isInLog ? entriesBetween(before.log, from, before.log.lastIndex) : [];
  const snapshot: Snapshot = { lastIncludedIndex, lastIncludedTerm, data, checksum };
  expected.snapshot = says<Snapshot | null>(snapshot, snapshotClause(snapshot, 'IS-5'));
  expected.log = says({ from, entries: suffix }, isInLog ? 'IS-6' : 'IS-7');
  expected.snapshotIndex = says(lastIncludedIndex, isInLog ? 'IS-6' : 'IS-7');
  expected.commitIndex = says(lastIncludedIndex, 'IS-5');
  expected.restored = says(lastIncludedIndex, 'IS-8');
  expected.incoming = says('', 'IS-5');
};

const answer = (
  before: Server,
  request: InstallSnapshot,
  expected: Expected,
  progress: Pick<InstallSnapshotReply, 'offset' | 'done'>,
  clause: ClauseId,
): void => {
  const reply: InstallSnapshotReply = {
    type: 'InstallSnapshotReply',
    from: before.id,
    to: request.from,
    term: Math.max(request.term, before.currentTerm),
    lastIncludedIndex: request.lastIncludedIndex,
    checksum: request.checksum,
    ...progress,
  };
  expected.messages.push(
    says<Message | undefined>(reply, (actual) => {
      if (actual?.type !== 'InstallSnapshotReply') return 'RS-F-1';
      const isOfThis = actual.lastIncludedIndex === reply.lastIncludedIndex && actual.checksum === reply.checksum;
      return isOfThis ? clause : 'D-11';
    }),
  );
};

/** IS-13, IS-14. */
export const expectCompaction = (before: Server, { index, data }: Compact, expected: Expected): void => {
  if (index <= before.log.snapshotIndex || index > before.lastApplied) {
    expected.snapshot = says(before.snapshot, 'IS-13');
    expected.log = says(expected.log.value, 'IS-13');
    expected.reject = says(index > before.lastApplied ? 'notApplied' : 'alreadyCompacted', 'IS-13');
    return;
  }
  const lastIncludedTerm = termOf(before, index) ?? 0;
  expected.snapshotIndex = says(index, 'IS-13');
  expected.log = says(expected.log.value, 'IS-13');
  if (before.role === 'leader') {
    const isBehind = (peer: ServerId) => (before.nextIndex[peer] ?? 0) <= before.log.snapshotIndex;
    const keptFor = (peer: ServerId) => (isBehind(peer) ? snapshotTo(before, peer) : null);
    expected.outgoingSnapshot = says(
      Object.fromEntries(othersOf(before).map((peer) => [peer, keptFor(peer)])),
      'IS-10',
    );
  }
  const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm, data, checksum: crc32c(data) };
  expected.snapshot = says<Snapshot | null>(snapshot, snapshotClause(snapshot, 'IS-13'));
};

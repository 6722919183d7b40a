/** What the AppendEntries box says about one step of its receiver. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  Entry,
  Index,
  InstallSnapshot,
  Message,
  Server,
} from '../../../src/core/types.ts';
import { entriesBetween } from '../log.ts';
import { type Expected, says, termOf } from './expected.ts';

/** RS-C-3, RS-F-3: the term's leader was heard. */
export const expectFollowing = (before: Server, request: AppendEntries | InstallSnapshot, expected: Expected): void => {
  const clause = request.term > before.currentTerm ? 'RS-A-2' : 'RS-C-3';
  expected.role = says('follower', clause);
  expected.leaderId = says(request.leaderId, 'CL-1');
  expected.votesGranted = says([], clause);
  expected.electionTimer = says(true, 'RS-F-3');
};

/** AE-1, IS-1: whoever speaks for an older term changes nothing. */
export const expectRefusal = (before: Server, expected: Expected, clause: 'AE-1' | 'IS-1'): void => {
  expected.role = says(before.role, clause);
  expected.leaderId = says(before.leaderId, clause);
  expected.votesGranted = says(before.votesGranted, clause);
  expected.log = says(expected.log.value, clause);
  expected.commitIndex = says(before.commitIndex, clause);
};

/** AE-1 to AE-5, AE-7. */
export const expectAppend = (before: Server, request: AppendEntries, expected: Expected): void => {
  if (request.term < before.currentTerm) {
    expectRefusal(before, expected, 'AE-1');
    answer(before, request, expected, {}, 'AE-1');
    return;
  }
  if (request.term === before.currentTerm && before.role === 'leader') return; // D-19
  expectFollowing(before, request, expected);
  const { prevLogIndex, prevLogTerm, entries } = request;
  if (prevLogIndex >= before.log.snapshotIndex && termOf(before, prevLogIndex) !== prevLogTerm) {
    expected.log = says(expected.log.value, 'AE-2');
    expected.commitIndex = says(before.commitIndex, 'AE-2');
    answer(before, request, expected, whereToGoBackTo(before, prevLogIndex), 'AE-2');
    return;
  }
  const lastNewIndex = prevLogIndex + entries.length;
  expectEntries(before, request, expected);
  const bound = Math.min(request.leaderCommit, lastNewIndex);
  expected.commitIndex = says(Math.max(before.commitIndex, bound), (actual) =>
    actual < before.commitIndex ? 'D-6' : actual > lastNewIndex && actual <= request.leaderCommit ? 'D-1' : 'AE-5',
  );
  expectNoPassedSnapshot(before, expected);
  const clause = prevLogIndex < before.log.snapshotIndex ? 'D-13' : 'AE-7';
  answer(before, request, expected, { success: true, matchIndex: lastNewIndex }, clause);
};

/** IS-5: a snapshot that is still arriving is discarded when everything in it is committed. */
export const expectNoPassedSnapshot = ({ incomingSnapshot }: Server, expected: Expected): void => {
  if (incomingSnapshot && incomingSnapshot.lastIncludedIndex <= expected.commitIndex.value) {
    expected.incoming = says('', 'IS-5');
  }
};

/** AE-3, AE-4, D-2, D-13: which entries the log has to have from which index on. */
const expectEntries = (before: Server, { prevLogIndex, entries }: AppendEntries, expected: Expected): void => {
  const isHeld = (entry: Entry, offset: number): boolean => {
    const index = prevLogIndex + 1 + offset;
    return index <= before.log.snapshotIndex || termOf(before, index) === entry.term;
  };
  const firstNew = entries.findIndex((entry, offset) => !isHeld(entry, offset));
  if (firstNew === -1) {
    if (prevLogIndex < before.log.snapshotIndex) expected.log = says(expected.log.value, 'D-13');
    return; // D-2
  }
  const from = prevLogIndex + 1 + firstNew;
  const clause: ClauseId =
    prevLogIndex < before.log.snapshotIndex ? 'D-13' : from <= before.log.lastIndex ? 'AE-3' : 'AE-4';
  expected.log = says({ from, entries: entries.slice(firstNew) }, clause);
};

/** D-9 */
const whereToGoBackTo = (before: Server, prevLogIndex: Index) => {
  const { snapshotIndex, lastIndex } = before.log;
  if (prevLogIndex > lastIndex) return { conflictTerm: 0, conflictIndex: lastIndex + 1 };
  const conflictTerm = termOf(before, prevLogIndex) ?? 0;
  const others = entriesBetween(before.log, snapshotIndex + 1, prevLogIndex).findLastIndex(
    ({ term }) => term !== conflictTerm,
  );
  return { conflictTerm, conflictIndex: snapshotIndex + 2 + others };
};

const answer = (
  before: Server,
  request: AppendEntries,
  expected: Expected,
  result: Partial<AppendEntriesReply>,
  clause: ClauseId,
): void => {
  const reply: AppendEntriesReply = {
    type: 'AppendEntriesReply',
    from: before.id,
    to: request.from,
    term: Math.max(request.term, before.currentTerm),
    success: false,
    prevLogIndex: request.prevLogIndex,
    matchIndex: 0,
    conflictTerm: 0,
    conflictIndex: 0,
    ...result,
  };
  expected.messages.push(
    says<Message | undefined>(reply, (actual) => {
      if (actual?.type !== 'AppendEntriesReply') return 'RS-F-1';
      if (actual.success !== reply.success || actual.term !== reply.term) return clause;
      if (actual.prevLogIndex !== reply.prevLogIndex) return 'D-10';
      return reply.success ? 'AE-7' : 'D-9';
    }),
  );
};

/** Figure 2, AppendEntries RPC: the sender's and the receiver's rules. */
import type { ClauseId } from '../clauses.ts';
import { append, entriesBetween, firstIndexOfTerm, type Log, lastIndex, termAt, truncateFrom } from '../log.ts';
import { type Guard, type Rule, send } from '../outcome.ts';
import { armTimer } from '../timers.ts';
import type { AppendEntries, AppendEntriesReply, Entry, Index, Persist, Send, Server, ServerId } from '../types.ts';
import { withoutPassed } from './installSnapshot.ts';

/** AE-6: what a leader sends to a follower, from `nextIndex` on; with `count` 0 a heartbeat. */
export const appendEntries = (server: Server, to: ServerId, nextIndex: Index, count: number): AppendEntries => ({
  type: 'AppendEntries',
  from: server.id,
  to,
  term: server.currentTerm,
  leaderId: server.id,
  prevLogIndex: nextIndex - 1,
  prevLogTerm: termAt(server.log, nextIndex - 1) ?? 0,
  entries: entriesBetween(server.log, nextIndex, nextIndex + count - 1),
  leaderCommit: server.commitIndex,
});

/** AE-2, its condition. D-13: what the snapshot covers is committed, so that it matches whatever a leader sends. */
export const lacksPrevEntry: Guard<AppendEntries> = ({ log }, { prevLogIndex, prevLogTerm }) =>
  prevLogIndex >= log.snapshotIndex && termAt(log, prevLogIndex) !== prevLogTerm;

/** AE-1: the leader's term is over; the reply tells it so. */
export const refuseOldLeader: Rule<AppendEntries> = (server, request) => ({
  server,
  effects: [answer(server, request, refused)],
  fired: ['RS-F-1', 'AE-1'],
});

/** AE-2: the entries do not continue this log; D-9: say from where on the logs may agree. */
export const refuseEntries: Rule<AppendEntries> = (server, request) => ({
  server: { ...server, leaderId: request.leaderId },
  effects: [armTimer('election'), answer(server, request, { ...refused, ...conflict(server.log, request) })],
  fired: ['RS-F-1', 'RS-F-3', 'AE-2', 'D-9', 'D-10'],
});

const conflict = (log: Log, { prevLogIndex }: AppendEntries) => {
  const conflictTerm = termAt(log, prevLogIndex);
  if (conflictTerm === undefined) return { conflictTerm: 0, conflictIndex: lastIndex(log) + 1 };
  return { conflictTerm, conflictIndex: firstIndexOfTerm(log, conflictTerm) ?? log.snapshotIndex + 1 };
};

/** AE-3, AE-4, AE-5, AE-7: the entries continue this log; take those that it lacks, and follow the leader's commitIndex. */
export const acceptEntries: Rule<AppendEntries> = (server, request) => {
  const { log, write, fired: merged } = mergeEntries(server.log, request);
  const lastNewIndex = request.prevLogIndex + request.entries.length; // D-1
  const commitIndex = Math.max(server.commitIndex, Math.min(request.leaderCommit, lastNewIndex)); // AE-5, D-6
  const fired: ClauseId[] = ['RS-F-1', 'RS-F-3', ...merged, 'AE-7', 'D-10'];
  if (commitIndex > server.commitIndex) fired.push('AE-5');
  if (lastNewIndex < Math.min(request.leaderCommit, lastIndex(log))) fired.push('D-1');
  return {
    server: withoutPassed({ ...server, log, commitIndex, leaderId: request.leaderId }),
    effects: [
      ...(write ? [write] : []),
      armTimer('election'),
      answer(server, request, { success: true, matchIndex: lastNewIndex, conflictTerm: 0, conflictIndex: 0 }),
    ],
    fired,
  };
};

interface Merge {
  readonly log: Log;
  readonly write?: Persist;
  readonly fired: readonly ClauseId[];
}

/** AE-3, AE-4: what a log becomes by the entries of a request whose predecessor it holds. */
const mergeEntries = (log: Log, { prevLogIndex, entries }: AppendEntries): Merge => {
  const covered = prevLogIndex < log.snapshotIndex ? (['D-13'] as const) : [];
  let firstNew = prevLogIndex + 1;
  while (holds(log, firstNew, entries[firstNew - prevLogIndex - 1])) firstNew++;
  const news = entries.slice(firstNew - prevLogIndex - 1);
  if (news.length === 0) {
    const isShorter = prevLogIndex + entries.length < lastIndex(log); // D-2: what lies beyond may be right
    return { log, fired: [...covered, ...(isShorter ? (['D-2'] as const) : [])] };
  }
  const isConflict = firstNew <= lastIndex(log);
  return {
    log: append(truncateFrom(log, firstNew), news),
    write: {
      type: 'persist',
      ...(isConflict && { truncateFrom: firstNew }),
      append: { firstIndex: firstNew, entries: news },
    },
    fired: [...covered, ...(isConflict ? (['AE-3'] as const) : []), 'AE-4'],
  };
};

/** Does the log, or the snapshot before it, hold this entry at this index? The term decides (SP-3). */
const holds = (log: Log, index: Index, entry: Entry | undefined): boolean =>
  entry !== undefined && (index <= log.snapshotIndex || termAt(log, index) === entry.term);

/** What a reply says of the request, beside its envelope. */
type Verdict = Pick<AppendEntriesReply, 'success' | 'matchIndex' | 'conflictTerm' | 'conflictIndex'>;

const refused: Verdict = { success: false, matchIndex: 0, conflictTerm: 0, conflictIndex: 0 };

/** AE-7, D-10: a reply that says which request it answers. */
const answer = (server: Server, { from, prevLogIndex }: AppendEntries, verdict: Verdict): Send =>
  send({
    type: 'AppendEntriesReply',
    from: server.id,
    to: from,
    term: server.currentTerm,
    success: verdict.success,
    prevLogIndex,
    matchIndex: verdict.matchIndex,
    conflictTerm: verdict.conflictTerm,
    conflictIndex: verdict.conflictIndex,
  });

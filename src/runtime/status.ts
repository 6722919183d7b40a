/** A node in a few numbers, for whoever operates it. */
import type { Index, PerFollower, Role, Server, ServerId, Term } from '../core/types.ts';
import type { RecordingStatus } from './journal.ts';

/** What a node is and knows now. */
export interface NodeStatus {
  /** Its name. */
  readonly id: ServerId;
  /** What it is in its term; `ended`: it was closed, or has ended by a fault. */
  readonly role: Role | 'ended';
  /** ST-1 */
  readonly currentTerm: Term;
  /** Who leads, as far as it knows (CL-1). */
  readonly leaderId: ServerId | null;
  /** ST-4 */
  readonly commitIndex: Index;
  /** The last entry that its state machine was given (ST-5). */
  readonly lastApplied: Index;
  /** The last index of its log. */
  readonly lastIndex: Index;
  /** The last index that its snapshot stands for; 0: it has none. */
  readonly snapshotIndex: Index;
  /** What a leader knows its followers to have (ST-7); empty where it does not lead. */
  readonly matchIndex: PerFollower<Index>;
  /** `on`: what it does is recorded; `ended: ` and why: no longer, and it goes on without. */
  readonly recording: RecordingStatus;
  /** Commands that wait to be looked at. */
  readonly waitingCommands: number;
  /** Commands of its clients that have a place in the log and are not decided. */
  readonly undecidedCommands: number;
}

/** What is known of a node beside its server. */
export interface NodeCounts {
  readonly lastApplied: Index;
  readonly waitingCommands: number;
  readonly undecidedCommands: number;
  readonly hasEnded: boolean;
  readonly recording: RecordingStatus;
}

/** The status of a node. */
export const statusOf = (
  { id, role, currentTerm, leaderId, commitIndex, log, matchIndex }: Server,
  { hasEnded, ...counts }: NodeCounts,
): NodeStatus => ({
  id,
  role: hasEnded ? 'ended' : role,
  currentTerm,
  leaderId,
  commitIndex,
  lastIndex: log.lastIndex,
  snapshotIndex: log.snapshotIndex,
  matchIndex,
  ...counts,
});

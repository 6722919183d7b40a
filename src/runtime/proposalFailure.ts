/** Why a proposal has no answer, and what that says of the command. */
import type { ServerId } from '../core/types.ts';

/**
 * What became of the command. `notApplied`: it was not and will not be; propose it again if it is still wanted. `unknown`: it may have been,
 * and may still be; only a command that bears being applied twice may be proposed again.
 */
export type CommandFate = 'notApplied' | 'unknown';

/**
 * Why there is no answer.
 *
 * - `notLeader`: this server does not lead; ask `leaderId`.
 * - `busy`: too many commands wait; try again later.
 * - `tooLong`: the command is longer than the node takes.
 * - `withdrawn`: the caller's signal came before the command was looked at.
 * - `replaced`: another entry was committed in its place.
 * - `outOfTime`: it was not decided within the caller's signal or the node's `proposalTimeoutMs`; `notApplied` if it was not even looked at.
 * - `covered`: a snapshot from another server covers its place, and does not say what stood there.
 * - `ended`: the node was closed, or has ended by a fault.
 */
export type FailureReason =
  | 'notLeader'
  | 'busy'
  | 'tooLong'
  | 'withdrawn'
  | 'replaced'
  | 'outOfTime'
  | 'covered'
  | 'ended';

/** A proposal that has no answer. */
export class ProposalFailure extends Error {
  /** What it is called in a stack. */
  override readonly name = 'ProposalFailure';
  /** Why. */
  readonly reason: FailureReason;
  /** What that says of the command. A timeout is never a no. */
  readonly fate: CommandFate;
  /** Who leads, as far as this server knows; null: it knows of nobody. */
  readonly leaderId: ServerId | null;

  constructor(
    reason: FailureReason,
    fate: CommandFate,
    message: string,
    { leaderId = null, cause }: { readonly leaderId?: ServerId | null; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.fate = fate;
    this.leaderId = leaderId;
  }
}

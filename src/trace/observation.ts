/** What is seen of a step: the server before and after it, its disk, and how far its effects came. */
import type { ClauseId } from '../core/clauses.ts';
import type { Durable, Effect, Event, Server, ServerId } from '../core/types.ts';

/** One server took one step. */
export interface Observation {
  /** Whose step it is. */
  readonly id: ServerId;
  /** What happened to the server. */
  readonly event: Event;
  /** The server before the step. */
  readonly before: Server;
  /** As `step()` gave it. When the step was cut short, nobody ever saw this server. */
  readonly after: Server;
  /** All effects of the step, executed or not. */
  readonly effects: readonly Effect[];
  /** The clauses that acted. */
  readonly fired: readonly ClauseId[];
  /** The disk before the step. */
  readonly diskBefore: Durable;
  /** The disk after those effects that were executed. */
  readonly disk: Durable;
  /** How many of the effects were executed. */
  readonly executed: number;
  /** Did the server crash during this step? */
  readonly crashed: boolean;
}

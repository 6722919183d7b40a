/** What is replicated: the user's own code, on every server the same. */
import type { Index, Term } from '../core/types.ts';

/** An entry of the log that is committed. */
export interface AppliedEntry {
  /** Its place in the log, from 1. */
  readonly index: Index;
  /** The term in which a leader took it. */
  readonly term: Term;
  /** What was proposed: an opaque string. */
  readonly command: string;
}

/**
 * A deterministic state machine: the same commands in the same order give the same state and the same answers on every server.
 * It must not look at a clock, at chance or at anything outside of it. Each call is made when the one before has come back.
 *
 * Whatever it throws ends the node; the entry stays in the log, and is applied again after a restart.
 *
 * @typeParam Answer what `propose` gives back.
 */
export interface StateMachine<Answer = unknown> {
  /** Applies a committed command, and gives the answer for who proposed it. */
  readonly apply: (command: string, entry: AppliedEntry) => Answer;
  /** Writes the whole state down, as it is after the last command that was applied. */
  readonly snapshot: () => string;
  /** Replaces the whole state by one that was written down. */
  readonly restore: (data: string) => void;
}

/** What an exploration finds: plain data. */
import type { PropertyKind } from './model.ts';

/** Why an exploration ended before it had seen everything. */
export type Stop = 'violation' | 'memory' | 'interrupted';

/** One step of a path: what happened, and the state after it. The first has no action. */
export interface PathStep {
  /** What happened, in words; null: nothing, it is where the path begins. */
  readonly action: string | null;
  /** The state afterwards, as JSON. */
  readonly state: unknown;
}

/** What became of one property. */
export interface PropertyReport {
  /** As in the model. */
  readonly name: string;
  /** As in the model. */
  readonly kind: PropertyKind | 'step' | 'noDeadlock';
  /** null: not decided, since the exploration is not complete or the property was refused; `because` says why. */
  readonly ok: boolean | null;
  /** Why it does not hold, or why it was not decided. */
  readonly because?: string;
  /** A shortest path to a state that breaks it or, for `sometimes`, to one of which it is true. */
  readonly path?: readonly PathStep[];
  /** For `eventually`: where in `path` the loop begins that is then run for ever; absent: the run ends there. */
  readonly loopsTo?: number;
}

/** What an exploration found. */
export interface ExploreReport {
  /** Every reachable state was seen, something happened, and every property was decided and holds. */
  readonly ok: boolean;
  /** The name of the model. */
  readonly model: string;
  /** Was every reachable state seen? */
  readonly complete: boolean;
  /** Why it ended early; null: it did not. */
  readonly stopped: Stop | null;
  /** Why a complete search shows nothing: no state is within the bound, or nothing ever happens; null: it shows something. */
  readonly vacuous: string | null;
  /** Different states; under symmetry, orbits. */
  readonly distinct: number;
  /** So many of them have no way on: no step leads anywhere, not even back to the same state. */
  readonly deadlocks: number;
  /** States generated, the initial ones and repetitions included. */
  readonly generated: number;
  /** Levels seen completely: 1 for the initial states, one more for each step away from them. */
  readonly depth: number;
  /** Threads that worked on it, at least 1. */
  readonly workers: number;
  /** How many renamings states were compared under, the identity included; 1: no symmetry. */
  readonly symmetry: number;
  /** How often a rule was computed, and not looked up. */
  readonly localSteps: number;
  /** What a state takes in the table, beside its components. */
  readonly bytesPerState: number;
  /** In the order of the model. */
  readonly properties: readonly PropertyReport[];
}

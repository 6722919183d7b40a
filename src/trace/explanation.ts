/** A run that breaks a property, explained: which step broke which clause, what came of it, and what each step did. Plain data. */
import type { ClauseId } from '../core/clauses.ts';
import type { Message, Server, ServerId } from '../core/types.ts';
import type { Action } from './grammar.ts';
import type { Counterexample, ServerSummary } from './recording.ts';

/** Where a step is not what it should have been, as two values. */
export interface StepDifference {
  /** The clause that was broken. */
  readonly clause: ClauseId;
  /** What is not as it should be, such as `votedFor`. */
  readonly what: string;
  /** What it is, as JSON. */
  readonly actual: string;
  /** What it should be, as JSON. */
  readonly expected: string;
}

/** A step of a run, by its number. */
export interface StepPlace {
  /** Counted from 1. */
  readonly step: number;
  /** To whom it happened. */
  readonly server: ServerId;
  /** In the grammar of traces. */
  readonly line: string;
}

/** One step of a run, as it happens on the protocol that is explained. */
export interface ExplainedStep extends StepPlace {
  /** What was chosen to happen. */
  readonly action: Action;
  /** The step that sent what arrives here. */
  readonly sentAt?: number;
  /** What was sent in this step. */
  readonly sent: readonly Message[];
  /** What of it is lost, as far as the trace says so. */
  readonly lost?: readonly Message[];
  /** The clauses that acted. */
  readonly fired: readonly ClauseId[];
  /** The server afterwards; null: it is down. */
  readonly after: Server | null;
  /** Every server afterwards, in a few words. */
  readonly servers: Readonly<Record<ServerId, ServerSummary>>;
  /** Where the step is not what it should have been. */
  readonly difference?: StepDifference;
}

/** Why a property does not hold. */
export interface Cause {
  /** The property that does not hold. */
  readonly property: ClauseId;
  /** The step after which it does not. */
  readonly fell: StepPlace;
  /** What the property says of it. One sentence. */
  readonly consequence: string;
  /** The clause that was broken. */
  readonly clause: ClauseId;
  /** By which server, at which step. */
  readonly broken: StepPlace;
  /** What of that step differs from what the rules say. */
  readonly what: string;
  /** What it is, as JSON. */
  readonly actual: string;
  /** What it should be, as JSON. */
  readonly expected: string;
  /**
   * After this step the violation could no longer be avoided: the shipped rules from there on end in it too. null: nobody knows,
   * since the shipped rules themselves end in it, or the run is too long to ask.
   */
  readonly noReturn: StepPlace | null;
}

/** A counterexample with everything that is to be said of it. */
export interface Explanation extends Counterexample {
  /** Every step of the trace. Empty: a goal was missed, and the trace shows only the end of the run. */
  readonly steps: readonly ExplainedStep[];
  /** null: no single step did it. */
  readonly cause: Cause | null;
}

/** What is shown of any recording: its steps, and why a property falls in it, if one does. */
export type ExplainedRun = Pick<Explanation, 'setting' | 'steps' | 'cause'>;

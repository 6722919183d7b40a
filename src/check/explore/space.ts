/**
 * What the search sees of a model: rows of numbers. A space turns numbers into successors; whatever it has to look up or to
 * compute for that is its own affair.
 */

import { ModelFault } from './fault.ts';
import type { FunctionCalls } from './functionCalls.ts';
import type { Fairness, PropertyKind, Verdict } from './model.ts';

/** Where a space puts what it finds. */
export interface Sink {
  /** The row of a successor, filled in before `accept` is called. */
  readonly row: Int32Array;
  /** A successor, by an action with this number. */
  readonly accept: (action: number) => void;
  /** The step to the successor in `row` breaks a property of steps; `accept` is called for it all the same. */
  readonly broken: (property: number, because: string) => void;
}

export interface SpaceProperty {
  readonly name: string;
  readonly kind: PropertyKind | 'step' | 'noDeadlock';
}

/** One thread's view of a model. */
export interface Space {
  readonly name: string;
  /** Numbers in a row. */
  readonly width: number;
  /** Renamings under which rows are compared, the identity included; 1: none. */
  readonly symmetry: number;
  readonly properties: readonly SpaceProperty[];
  readonly fairness: readonly Pick<Fairness<unknown>, 'name' | 'strength'>[];
  /** Gives the initial rows to the sink, under action 0. */
  readonly begin: (sink: Sink) => void;
  /** Gives all successors of the row at a place in `rows` to the sink. Throws `NotSymmetric` where renamings of it would differ. */
  readonly expand: (rows: Int32Array, at: number, sink: Sink) => void;
  /** Replaces a row by the one that stands for all its renamings. Called only if `symmetry` is more than 1. */
  readonly canonicalize: (row: Int32Array) => void;
  /** Is the row to be counted and explored further? */
  readonly isWithin: (row: Int32Array, at: number) => boolean;
  /**
   * Whether a property of states is true of a row; of `noDeadlock`, whether nothing need lead on from it. Asked once for each row
   * and property.
   */
  readonly judge: (property: number, rows: Int32Array, at: number) => Verdict;
  /** Are all properties of kind `always` true of a row? Only where that is known at once; then none is asked for by itself. */
  readonly allHold?: (rows: Int32Array, at: number) => boolean;
  /** Only for `eventually`: is the property asked for from this row on? */
  readonly isAsked: (property: number, rows: Int32Array, at: number, isInitial: boolean) => boolean;
  /** Does a kind of fairness include this action? */
  readonly isFair: (fairness: number, action: number) => boolean;
  readonly stateOf: (rows: Int32Array, at: number) => unknown;
  readonly actionText: (action: number) => string;
  /** How often something was computed, and not looked up. */
  readonly localSteps: () => number;
  /** How often things happened that the space counts by name, in this thread. */
  readonly counts?: () => Readonly<Record<string, number>>;
  /** Memory beside the table of rows, roughly. */
  readonly bytes: () => number;
  /** Where the calls of a user's functions are told; left out: there are none. */
  readonly calls?: FunctionCalls;
}

/** Symmetry was asked for and would give wrong results. The message says why. */
export class NotSymmetric extends ModelFault {}

export const isTrue = (verdict: Verdict): boolean => (typeof verdict === 'boolean' ? verdict : verdict.ok);

export const reasonOf = (verdict: Verdict): string | undefined =>
  typeof verdict === 'object' && !verdict.ok ? verdict.because : undefined;

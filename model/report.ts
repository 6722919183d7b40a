/** What the engines report: plain data, the same for a screen, a file and a program. */
import type { ClauseId } from '../src/core/clauses.ts';
import type { Options, ServerId } from '../src/core/types.ts';

/** The faults that a simulation injects, by kind. */
export const faultKinds = [
  'loss',
  'duplication',
  'reordering',
  'corruption',
  'partition',
  'oneWayPartition',
  'crash',
  'crashDuringStep',
  'lostWrite',
  'majorityCrash',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How often something happened, by its name. */
export type Counts<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** A property does not hold. */
export interface Violation {
  /** The property that does not hold: SP-* or LP-*. */
  readonly property: ClauseId;
  /** The clause that was broken first, where that is known; otherwise the property itself. */
  readonly clause: ClauseId;
  /** What is wrong: which servers, which index, which two values. One sentence. */
  readonly because: string;
  /** The step, counted from 1, after which it did not hold. */
  readonly step: number;
}

/** What was drawn from the seed for one run. */
export interface TortureSettings {
  readonly servers: readonly ServerId[];
  readonly options: Options;
  readonly electionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** The most that may happen of each kind; a run survives all of it. */
  readonly budget: Counts<FaultKind>;
  /** Servers that stay down while the others heal: fewer than half. */
  readonly permanentlyDown: readonly ServerId[];
}

/** One seeded run: first faults, then healing. */
export interface TortureReport {
  readonly ok: boolean;
  readonly seed: number;
  readonly settings: TortureSettings;
  /** Steps taken by all servers. */
  readonly steps: number;
  readonly virtualSeconds: number;
  readonly faults: Counts<FaultKind>;
  /** How often each property was checked on something that could have broken it. */
  readonly properties: Counts<ClauseId>;
  /** How often each clause fired. */
  readonly clauses: Counts<ClauseId>;
  readonly violation?: Violation;
}

/** A run that breaks a property, cut to what matters. */
export interface Counterexample {
  readonly violation: Violation;
  readonly servers: readonly ServerId[];
  readonly options: Options;
  /** Where it was found: the seed of the torture run, or the lab and its seed. */
  readonly foundBy: { readonly engine: 'torture' | 'lab'; readonly name?: string; readonly seed: number };
  /** The lines of the trace, in the one grammar (src/sim/trace.ts); their actions replay it. */
  readonly lines: readonly string[];
  /** How many steps the run had before it was cut. */
  readonly uncutSteps: number;
}

/** What a replay of a counterexample on the present code gives. */
export interface ReplayReport {
  /** True: no property is violated (any more). */
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly violation?: Violation;
  /** Actions of the file that can't happen on the present code, such as the arrival of a message that was never sent. */
  readonly skipped: number;
}

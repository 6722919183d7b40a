/** What a tortured run was and what came of it: plain data. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Options, ServerId } from '../../../src/core/types.ts';
import type { Counts, Violation } from '../../../src/trace/recording.ts';

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
/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number];

/** What was drawn from the seed for one run. */
export interface TortureSettings {
  /** All servers, from one to seven. */
  readonly servers: readonly ServerId[];
  /** Bounds of what they send. */
  readonly options: Options;
  /** T: election timeouts are drawn from T to 2T, in milliseconds. */
  readonly electionTimeoutMs: number;
  /** Time between heartbeats, in milliseconds. */
  readonly heartbeatIntervalMs: number;
  /** The most that may happen of each kind; a run survives all of it. */
  readonly budget: Counts<FaultKind>;
  /** Servers that stay down while the others heal: fewer than half. */
  readonly permanentlyDown: readonly ServerId[];
  /** How long a snapshot of the tortured state machine is, in UTF-16 code units. */
  readonly snapshotLength: number;
}

/** One seeded run: first faults, then healing. */
export interface TortureReport {
  /** True: no property is violated, and the healed cluster came to life. */
  readonly ok: boolean;
  /** As it was given. */
  readonly seed: number;
  /** What was drawn from the seed. */
  readonly settings: TortureSettings;
  /** Steps taken by all servers. */
  readonly steps: number;
  /** How long it took by the simulated clock. */
  readonly virtualSeconds: number;
  /** How often each fault happened. */
  readonly faults: Counts<FaultKind>;
  /** How often each property was checked on something that could have broken it. */
  readonly properties: Counts<ClauseId>;
  /** How often each clause fired. */
  readonly clauses: Counts<ClauseId>;
  /** How often a decision was taken otherwise than in the spec, by a protocol that may. */
  readonly decisions: Counts<ClauseId>;
  /** The first property that does not hold, if one does not. */
  readonly violation?: Violation;
}

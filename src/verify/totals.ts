/** What the runs of a check add up to. */

import type { Milestone } from '../../model/runs/lockstep/milestones.ts';
import type { FaultKind, TortureReport } from '../../model/runs/torture/report.ts';
import type { ClauseId } from '../core/clauses.ts';
import type { Counts } from '../trace/recording.ts';

/** What was exercised, and how often. */
export interface Seen {
  readonly properties: Counts<ClauseId>;
  readonly clauses: Counts<ClauseId>;
  /** Decisions that were taken otherwise than in the spec, by a protocol that may. */
  readonly decisions: Counts<ClauseId>;
}

/** What many torture runs add up to. */
export interface TortureTotals extends Seen {
  readonly runs: number;
  readonly steps: number;
  readonly virtualSeconds: number;
  readonly faults: Counts<FaultKind>;
}

/** What many random runs add up to. */
export interface RandomTotals extends Seen {
  /** How many seeds were drawn from, each of them the one after the last. */
  readonly seeds: number;
  readonly runs: number;
  readonly steps: number;
  /** In how many runs each was seen. */
  readonly seen: Counts<Milestone>;
}

export const nothingSeen: Seen = { properties: {}, clauses: {}, decisions: {} };

export const noTorture: TortureTotals = { runs: 0, steps: 0, virtualSeconds: 0, faults: {}, ...nothingSeen };

export const noRandomRuns: RandomTotals = { seeds: 0, runs: 0, steps: 0, seen: {}, ...nothingSeen };

export const addReport = (totals: TortureTotals, report: TortureReport): TortureTotals =>
  addTorture(totals, { ...report, runs: 1 });

export const addTorture = (a: TortureTotals, b: TortureTotals): TortureTotals => ({
  ...addSeen(a, b),
  runs: a.runs + b.runs,
  steps: a.steps + b.steps,
  virtualSeconds: a.virtualSeconds + b.virtualSeconds,
  faults: addCounts(a.faults, b.faults),
});

export const addRandomRuns = (a: RandomTotals, b: RandomTotals): RandomTotals => ({
  ...addSeen(a, b),
  seeds: a.seeds + b.seeds,
  runs: a.runs + b.runs,
  steps: a.steps + b.steps,
  seen: addCounts(a.seen, b.seen),
});

export const addSeen = (a: Seen, b: Seen): Seen => ({
  properties: addCounts(a.properties, b.properties),
  clauses: addCounts(a.clauses, b.clauses),
  decisions: addCounts(a.decisions, b.decisions),
});

const addCounts = <Name extends string>(a: Counts<Name>, b: Counts<Name>): Counts<Name> => {
  const sum: Partial<Record<Name, number>> = { ...a };
  for (const name of Object.keys(b) as Name[]) sum[name] = (sum[name] ?? 0) + (b[name] ?? 0);
  return sum;
};

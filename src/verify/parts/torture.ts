/** The torture of a check: runs with the seeds that follow each other, a few at a time, until enough was done or a property is broken. */
import { runTorture } from '../../../model/runs/torture/index.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { Asking } from '../part.ts';
import { resultsOf } from '../part.ts';
import { seedAfter } from '../seeds.ts';
import { addReport, addTorture, noTorture, type TortureTotals } from '../totals.ts';

/** Runs with seeds that follow each other, from the first on. */
export interface RunsTask {
  readonly seed: number;
  readonly runs: number;
}

export interface TortureBatch {
  readonly totals: TortureTotals;
  /** The first run that broke a property. The runs after it were not made. */
  readonly brokenSeed: number | undefined;
}

/** A few torture runs, up to the first that breaks a property. */
export const torture = ({ seed: first, runs }: RunsTask, protocol: Protocol): TortureBatch => {
  let totals = noTorture;
  for (let run = 0; run < runs; run++) {
    const seed = seedAfter(first, run);
    const report = runTorture({ seed, protocol });
    totals = addReport(totals, report);
    if (!report.ok) return { totals, brokenSeed: seed };
  }
  return { totals, brokenSeed: undefined };
};

export interface Torture {
  readonly seed: number;
  /** How many runs a thread makes before it comes back. */
  readonly runsABatch: number;
  /** Has enough been done? */
  readonly isEnough: (soFar: TortureTotals) => boolean;
  readonly onProgress: (soFar: TortureTotals) => void;
}

/** Of all seeds that break something, the lowest is found. */
export function* tortureAll({ seed, runsABatch, isEnough, onProgress }: Torture): Asking<TortureBatch> {
  let soFar = noTorture;
  const batches = yield* resultsOf<RunsTask, TortureBatch>({
    job: 'torture',
    taskAt: (place) => ({ seed: seedAfter(seed, place * runsABatch), runs: runsABatch }),
    isLast: ({ brokenSeed }) => brokenSeed !== undefined,
    isOver: () => isEnough(soFar),
    onResult: ({ totals }) => {
      soFar = addTorture(soFar, totals);
      onProgress(soFar);
    },
  });
  return {
    totals: batches.reduce((sum, { totals }) => addTorture(sum, totals), noTorture),
    brokenSeed: batches.at(-1)?.brokenSeed,
  };
}

/** The part of a check that tortures clusters, in several threads. */

import { inBatches } from './batches.ts';
import type { Pool } from './pool.ts';
import { seedAfter } from './seeds.ts';
import { addTallies, emptyTally, type Tally } from './totals.ts';
import type { TortureBatch } from './worker.ts';

/** Enough to make the way to a thread and back cheap, and few enough to end in time. */
const RUNS_A_BATCH = 4;

export interface TortureOptions {
  readonly pool: Pool;
  readonly seed: number;
  readonly protocol: string | undefined;
  /** Has enough been done? */
  readonly isOver: (soFar: Tally) => boolean;
  readonly onProgress: (soFar: Tally) => void;
}

/** Runs with the seeds that follow each other, until enough has been done or a property is broken: by the lowest seed of all. */
export const torture = async ({ pool, seed, protocol, isOver, onProgress }: TortureOptions): Promise<TortureBatch> => {
  let soFar = emptyTally;
  const batches = await inBatches<TortureBatch>({
    workers: pool.workers,
    run: async (place) => {
      const first = seedAfter(seed, place * RUNS_A_BATCH);
      const batch = await pool.run('torture', { seed: first, runs: RUNS_A_BATCH, protocol });
      soFar = addTallies(soFar, batch.tally);
      onProgress(soFar);
      return batch;
    },
    isBroken: ({ brokenSeed }) => brokenSeed !== undefined,
    isOver: () => isOver(soFar),
  });
  return {
    tally: batches.reduce((sum, { tally }) => addTallies(sum, tally), emptyTally),
    brokenSeed: batches.at(-1)?.brokenSeed,
  };
};

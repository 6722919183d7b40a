/** The part of a check that runs against the reference model, in several threads. */

import { inBatches } from './batches.ts';
import type { Pool } from './pool.ts';
import { seedAfter } from './seeds.ts';
import { addRandom, emptyRandomTally, type RandomTally } from './totals.ts';
import type { RandomBatch } from './worker.ts';

/** Runs of one seed. */
const RUNS_A_SEED = 50;

export interface RandomOptions {
  readonly pool: Pool;
  readonly seed: number;
  readonly protocol: string | undefined;
  /** Has enough been done? */
  readonly isOver: (soFar: RandomTally) => boolean;
  readonly onProgress: (soFar: RandomTally) => void;
}

/** Runs against the reference model, a batch for each of the seeds that follow each other, until enough or one has failed. */
export const random = async ({ pool, seed, protocol, isOver, onProgress }: RandomOptions): Promise<RandomBatch> => {
  let soFar = emptyRandomTally;
  const batches = await inBatches<RandomBatch>({
    workers: pool.workers,
    run: async (place) => {
      const batch = await pool.run('random', { seed: seedAfter(seed, place), runs: RUNS_A_SEED, protocol });
      soFar = addRandom(soFar, batch.tally);
      onProgress(soFar);
      return batch;
    },
    isBroken: ({ broken }) => broken !== undefined,
    isOver: () => isOver(soFar),
  });
  return {
    tally: batches.reduce((sum, { tally }) => addRandom(sum, tally), emptyRandomTally),
    broken: batches.at(-1)?.broken,
  };
};

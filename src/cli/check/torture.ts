import type { Pool } from '../support/pool.ts';
import { seedAfter } from '../support/values.ts';
import type { TortureBatch } from '../worker.ts';
import { addTallies, emptyTally, type Tally } from './tally.ts';

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

/**
 * Runs with the seeds that follow each other, on all workers, until enough has been done or a property is broken. A batch
 * that has begun is always finished, and batches begin in the order of their seeds. So the lowest seed that breaks a property
 * is among those that were run, however many workers there are, and what was run after it is left out of the tally.
 */
export const torture = async ({ pool, seed, protocol, isOver, onProgress }: TortureOptions): Promise<TortureBatch> => {
  const batches: TortureBatch[] = [];
  let begun = 0;
  let isBroken = false;
  let soFar = emptyTally;
  const lane = async (): Promise<void> => {
    while (!isBroken && !isOver(soFar)) {
      const place = begun++;
      const first = seedAfter(seed, place * RUNS_A_BATCH);
      const batch = await pool.run('torture', { seed: first, runs: RUNS_A_BATCH, protocol });
      batches[place] = batch;
      if (batch.brokenSeed !== undefined) isBroken = true;
      soFar = addTallies(soFar, batch.tally);
      onProgress(soFar);
    }
  };
  await Promise.all(Array.from({ length: pool.workers }, lane));
  const last = batches.findIndex(({ brokenSeed }) => brokenSeed !== undefined);
  const counted = last === -1 ? batches : batches.slice(0, last + 1);
  return {
    tally: counted.reduce((sum, { tally }) => addTallies(sum, tally), emptyTally),
    brokenSeed: batches[last]?.brokenSeed,
  };
};

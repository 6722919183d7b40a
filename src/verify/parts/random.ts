/** The random runs of a check, in lockstep with the reference model: a batch for each seed, until enough was done or one has failed. */
import { runRandom } from '../../../model/runs/lockstep/index.ts';
import type { Protocol } from '../../core/protocol.ts';
import { type Asking, resultsOf } from '../part.ts';
import { seedAfter } from '../seeds.ts';
import { addRandomRuns, noRandomRuns, type RandomTotals } from '../totals.ts';
import type { RunsTask } from './torture.ts';

/** A run of many: the seed of all and the path to the one. */
export interface RandomPlace {
  readonly seed: number;
  readonly path: string;
}

export interface RandomBatch {
  readonly totals: RandomTotals;
  /** The first run that failed, as it was shrunk. The runs after it were not made. */
  readonly broken: RandomPlace | undefined;
}

/** Random runs of one seed, up to the first that fails. */
export const random = ({ seed, runs }: RunsTask, protocol: Protocol): RandomBatch => {
  const { runs: made, steps, seen, properties, clauses, decisions, failure } = runRandom({ seed, runs, protocol });
  return {
    totals: { seeds: 1, runs: made, steps, seen, properties, clauses, decisions },
    broken: failure && { seed, path: failure.path },
  };
};

export interface RandomRuns {
  readonly seed: number;
  readonly runsASeed: number;
  /** Has enough been done? */
  readonly isEnough: (soFar: RandomTotals) => boolean;
  readonly onProgress: (soFar: RandomTotals) => void;
}

/** Of all seeds with a run that fails, the lowest is found. */
export function* allRandomRuns({ seed, runsASeed, isEnough, onProgress }: RandomRuns): Asking<RandomBatch> {
  let soFar = noRandomRuns;
  const batches = yield* resultsOf<RunsTask, RandomBatch>({
    job: 'random',
    taskAt: (place) => ({ seed: seedAfter(seed, place), runs: runsASeed }),
    isLast: ({ broken }) => broken !== undefined,
    isOver: () => isEnough(soFar),
    onResult: ({ totals }) => {
      soFar = addRandomRuns(soFar, totals);
      onProgress(soFar);
    },
  });
  return {
    totals: batches.reduce((sum, { totals }) => addRandomRuns(sum, totals), noRandomRuns),
    broken: batches.at(-1)?.broken,
  };
}

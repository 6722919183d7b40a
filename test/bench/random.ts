/** Steps a second of random runs, each compared with the reference model and checked by every property and contract. */
import { runRandom } from '../../model/runs/lockstep/index.ts';
import { cpuSeconds, median, type Result, short } from './measure.ts';

const RUNS = 300;
const BATCHES = 7;

export const benchRandom = (): Result => {
  runRandom({ seed: 0, runs: RUNS });
  const batches = Array.from({ length: BATCHES }, (_, batch) => {
    let steps = 0;
    const seconds = cpuSeconds(() => {
      ({ steps } = runRandom({ seed: batch + 1, runs: RUNS }));
    });
    return steps / seconds;
  });
  const stepsPerSecond = median(batches);
  return {
    numbers: { runs: RUNS, batches: BATCHES, stepsPerSecond },
    lines: [`compared with the reference, every property and contract: ${short(stepsPerSecond)} steps/s of CPU`],
  };
};

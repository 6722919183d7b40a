/** The CPU that one seed of all labs takes, and which take the most. */

import { labNames, runLab } from '../../model/runs/labs/index.ts';
import { watchedLab } from '../../model/runs/watchedLab.ts';
import { cpuSeconds, type Result, times } from './measure.ts';

const SEED = 1;
const SHOWN = 5;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const benchLabs = (): Result => {
  const labs = labNames.map((name) => ({
    name,
    seconds: cpuSeconds(() => void runLab({ name, seed: SEED })),
    watchedSeconds: cpuSeconds(() => void watchedLab({ name, seed: SEED })),
  }));
  const seconds = sum(labs.map((lab) => lab.seconds));
  const watchedSeconds = sum(labs.map((lab) => lab.watchedSeconds));
  const slowest = labs.toSorted((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
  return {
    numbers: { seed: SEED, seconds, watchedSeconds, labs },
    lines: [
      `all ${labs.length} labs, one seed: ${seconds.toFixed(2)} s of CPU, ${watchedSeconds.toFixed(2)} s with every property checked (${times(watchedSeconds / seconds)})`,
      `the slowest: ${slowest.map((lab) => `${lab.name} ${lab.seconds.toFixed(2)} s`).join(', ')}`,
    ],
  };
};

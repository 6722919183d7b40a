/** What the verb `study` does. */

import { join } from 'node:path';
import { electionCapMs } from '../../../model/runs/studies/elections.ts';
import { ExitCode } from '../../host/errors.ts';
import { expectWritable, readTextIfAny, writeText } from '../../host/files.ts';
import { print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { duration } from '../../text/numbers.ts';
import { seedAfter } from '../../verify/seeds.ts';
import { mapInOrder, withPool } from '../../verify/threads/pool.ts';
import type { SharedFlags } from '../support/options.ts';
import { lineOf, type Plot, plots, type Range, type StudyLine } from './lines.ts';
import { fillTable, layOut, medians } from './text.ts';

export interface StudyOptions extends Pick<SharedFlags, 'workers' | 'json'> {
  readonly trials: number;
  readonly seed: number;
  readonly out: string;
}

export const studyElections = async ({ trials, seed, workers, out, json }: StudyOptions): Promise<ExitCode> => {
  expectWritable('--out', out);
  const page = join(out, 'elections.md');
  const text = readTextIfAny(page);
  if (text !== undefined) fillTable(page, text, []);
  const start = performance.now();
  const measured = await measure({ trials, seed, workers });
  const numbers = { seed, trials, capMs: electionCapMs, plots: measured };
  const { drawElections } = await import('./chart.ts');
  const files = [join(out, 'elections.json'), join(out, 'elections.svg')] as const;
  writeText(files[0], layOut(numbers));
  writeText(files[1], drawElections(numbers));
  if (text !== undefined) writeText(page, fillTable(page, text, measured));
  const written = text === undefined ? files : [...files, page];
  if (json) printJson({ ok: true, ...numbers, files: written });
  else {
    const seconds = (performance.now() - start) / 1000;
    print(`${medians(measured)}\n\nseed ${seed}, ${duration(seconds)}; written: ${written.join(', ')}`);
  }
  return ExitCode.holds;
};

/** Trials that one thread makes in one go. Part of what the seed means: each portion has a seed of its own. */
const TRIALS_A_PORTION = 25;

interface Measurement {
  readonly trials: number;
  readonly seed: number;
  readonly workers: number;
}

const measure = async ({ trials, seed, workers }: Measurement): Promise<readonly Plot<StudyLine>[]> => {
  const ranges = new Set(plots.flatMap(({ lines }) => lines));
  const portions = [...ranges].flatMap((line) => portionsOf(line, trials));
  const progress = await startProgress();
  let done = 0;
  const times = await withPool(workers, (pool) =>
    mapInOrder(workers, portions, async ({ line, size }, place) => {
      const result = await pool.run('elections', { ...line, trials: size, seed: seedAfter(seed, place) });
      progress.show(++done, portions.length, 'elections');
      return result;
    }),
  ).finally(progress.end);
  const trialsOf = (line: Range): readonly number[] =>
    times.filter((_, place) => portions[place]?.line === line).flat();
  return plots.map((plot) => ({ ...plot, lines: plot.lines.map((line) => lineOf(line, trialsOf(line))) }));
};

const portionsOf = (line: Range, trials: number) =>
  Array.from({ length: Math.ceil(trials / TRIALS_A_PORTION) }, (_, portion) => ({
    line,
    size: Math.min(TRIALS_A_PORTION, trials - portion * TRIALS_A_PORTION),
  }));

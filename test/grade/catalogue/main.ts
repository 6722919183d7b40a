/**
 * Grades the good submission, its faults and the unusual ones, and writes the page about it:
 *
 *     node --import ./.config/ts-node.mjs test/grade/catalogue/main.ts
 *
 * It needs a Go compiler and a build, and takes about half a minute of CPU for each of them; what is in grades.jsonl beside it, or
 * in the file of `--resume`, is not run again. `--only ID,ID` grades these and writes no page, `--page` writes it of what is known, `--workers N` takes so
 * many threads, and `--check` says whether the page is the one of these submissions.
 */
import { parseArgs } from 'node:util';
import { withGradePool } from '../../../src/grade/threads/pool.ts';
import { UsageError } from '../../../src/host/errors.ts';
import { readTextIfAny, writeText } from '../../../src/host/files.ts';
import { benchGrade } from '../../bench/grade.ts';
import { determinismRuns } from './determinism.ts';
import { faults } from './faults/index.ts';
import { gradeVariant, gradingParts, knownOf } from './grading.ts';
import { Ledger, ledgerPath } from './ledger.ts';
import { COMMAND, type Graded, graderPage, graderPath, graderProblem } from './page.ts';
import { unusual } from './unusual.ts';
import { goodVariant, type Variant } from './variant.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const chosen = (only: string | undefined): readonly Variant[] => {
  const all: readonly Variant[] = [goodVariant, ...faults, ...unusual];
  if (only === undefined) return all;
  return only.split(',').map((id) => {
    const found = all.find((variant) => variant.id === id);
    if (!found) throw new UsageError(`there is no variant ${id}; give ids of test/grade/catalogue`);
    return found;
  });
};

const gradeAll = async (variants: readonly Variant[], ledger: Ledger, workers: number): Promise<void> => {
  await withGradePool(workers, async (pool) => {
    for (const part of gradingParts) {
      for (const [place, variant] of variants.entries()) {
        await gradeVariant(variant, part, { ledger, pool });
        say(`${part}: ${place + 1} of ${variants.length}, ${variant.id}`);
      }
    }
  });
};

const writePage = (ledger: Ledger): void => {
  const graded = <V extends Variant>(variant: V): Graded<V> => ({ variant, findings: knownOf(variant, ledger) });
  const two = faults.filter(({ id }) => id === 'log-cut-always');
  const results = {
    faults: faults.map(graded),
    unusual: [goodVariant, ...unusual].map(graded),
    determinism: determinismRuns([goodVariant, ...two]),
    speed: benchGrade().lines,
  };
  writeText(graderPath, graderPage(results));
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      resume: { type: 'string', default: ledgerPath },
      only: { type: 'string' },
      workers: { type: 'string', default: '1' },
      page: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.check) {
    const problem = graderProblem(readTextIfAny(graderPath));
    if (problem !== undefined) say(problem);
    return problem === undefined ? 0 : 1;
  }
  if (!/^[1-9]\d*$/.test(values.workers))
    throw new UsageError(`--workers ${values.workers}: give a whole number from 1 on`);
  const ledger = new Ledger(values.resume);
  if (!values.page) await gradeAll(chosen(values.only), ledger, Number(values.workers));
  if (values.only === undefined) writePage(ledger);
  return 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`${error.message} (${COMMAND})`);
  process.exitCode = 2;
}

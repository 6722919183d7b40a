/** What the verb `mutants` does. */

import {
  type DetectorName,
  detectorNames,
  type Effort,
  fullEffort,
  matrixOf,
  quickEffort,
} from '../../../model/killMatrix/index.ts';
import { mutants as allMutants, type Defect, extensionMutants, type Suite } from '../../../model/mutants/index.ts';
import { killMatrixPage } from '../../docgen/killMatrix.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { expectWritableFile, writeText } from '../../host/files.ts';
import { complain, print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { milli } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { isQuintThere } from '../../verify/formal.ts';
import { readExtensions } from '../../verify/pages.ts';
import { withPool } from '../../verify/threads/pool.ts';
import type { SharedFlags } from '../support/options.ts';
import { fill } from './fill.ts';
import { documentOf } from './report.ts';
import { headline, summary, wrongIn } from './text.ts';

export interface MutantsOptions extends Pick<SharedFlags, 'workers' | 'json'> {
  /** In seconds. */
  readonly budget?: number;
  readonly suite?: Suite;
  /** Names of optional pages: their defects are tried, and not those of the figure. */
  readonly with?: string;
  readonly only?: readonly string[];
  readonly detectors?: readonly string[];
  readonly seed: number;
  readonly markdown?: string;
}

export const mutants = async (options: MutantsOptions): Promise<ExitCode> => {
  const { workers, markdown, json } = options;
  const chosen = chosenDefects(options);
  const detectors = chosenDetectors(options);
  if (markdown !== undefined) expectPage(markdown, options);
  const effort = effortOf(options);
  if (!json) print(headline({ defects: chosen.length, detectors, effort, workers }));
  const start = performance.now();
  const secondsSoFar = (): number => (performance.now() - start) / 1000;
  const rows = await measure(chosen, detectors, effort, options, secondsSoFar);
  const matrix = matrixOf(rows);
  if (markdown !== undefined) writeText(markdown, killMatrixPage(rows, effort));
  if (json) printJson(documentOf(matrix, milli(secondsSoFar())));
  else print(summary(matrix, { ...options, seconds: secondsSoFar() }));
  if (matrix.ok) return ExitCode.holds;
  if (wrongIn(matrix).length > 0) return ExitCode.violated;
  complain('not decided: some defects met too few detectors; leave --budget and --detectors away');
  return ExitCode.misused;
};

/** A budget is for those who can't wait for all worlds of a size. */
const effortOf = ({ budget, seed }: MutantsOptions): Effort => ({
  ...(budget === undefined ? fullEffort : quickEffort),
  seed,
});

const chosenDefects = ({ suite, only, with: pages }: MutantsOptions): readonly Defect[] => {
  const all: readonly Defect[] =
    pages === undefined ? allMutants : readExtensions(pages).flatMap((page) => extensionMutants[page]);
  const unknown = only?.find((id) => !all.some((defect) => defect.id === id));
  if (unknown !== undefined) {
    const where =
      pages === undefined
        ? 'docs/reference/kill-matrix.md lists them, such as A46, and --with takes those of an optional page'
        : `those of ${pages} stand in model/mutants/extensions`;
    throw new UsageError(`--only: there is no defect ${printable(unknown)}; ${where}`);
  }
  const chosen = all.filter(
    (mutant) => (only?.includes(mutant.id) ?? true) && (suite === undefined || mutant.suite === suite),
  );
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--only: none of these defects is in the suite ${suite}; leave --suite away`);
};

const chosenDetectors = ({ detectors: wanted, with: pages }: MutantsOptions): readonly DetectorName[] => {
  const unknown = wanted?.find((name) => !detectorNames.some((detector) => detector === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--detectors: there is no detector ${printable(unknown)}; there are ${detectorNames.join(', ')}`,
    );
  }
  if (pages !== undefined && wanted?.includes('conformance') === true)
    throw new UsageError(
      '--detectors: conformance plays what the figure specifies, and no optional page; leave it away',
    );
  const canConform = pages === undefined && isQuintThere();
  return detectorNames.filter((name) => wanted?.includes(name) ?? (name !== 'conformance' || canConform));
};

/** A page is about everything. */
const expectPage = (file: string, { budget, suite, with: pages, only, detectors }: MutantsOptions): void => {
  const [flag] =
    Object.entries({ budget, suite, with: pages, only, detectors }).find(([, value]) => value !== undefined) ?? [];
  if (flag !== undefined) throw new UsageError(`--markdown writes the whole matrix; leave --${flag} away`);
  expectWritableFile('--markdown', file);
};

/** The longest detection, that of all worlds, takes half a minute of a processor's time; the machine may have others to serve.
 * A guard: a detection that is given up is no verdict. */
const DETECTION_LIMIT_MS = 1_200_000;

const measure = async (
  chosen: readonly Defect[],
  detectors: readonly DetectorName[],
  effort: Effort,
  { workers, budget = Number.POSITIVE_INFINITY }: MutantsOptions,
  secondsSoFar: () => number,
) => {
  const progress = await startProgress();
  return withPool(workers, (pool) =>
    fill({
      mutants: chosen,
      detectors,
      workers,
      detect: ({ id }, detector) => pool.run('detect', { id, detector, effort }, DETECTION_LIMIT_MS),
      isOver: () => secondsSoFar() >= budget,
      onProgress: (pass, done, total) => progress.show(done, total, `${pass}: ${done} of ${total}`),
    }),
  ).finally(progress.end);
};

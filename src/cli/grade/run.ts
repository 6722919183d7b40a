/** What the verb `grade` does. */
import { labNames, labsMatching } from '../../../model/index.ts';
import { CompilerMissing, type Grade, grade } from '../../grade/grade.ts';
import { withGradePool } from '../../grade/threads/pool.ts';
import { ExitCode, NoVerdict, UsageError } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { randomSeed, seedAfter } from '../../verify/seeds.ts';
import type { SharedFlags } from '../support/options.ts';
import { classText, gradeText } from './text.ts';

export interface GradeFlags extends Pick<SharedFlags, 'seed' | 'workers' | 'json'> {
  readonly submissions: readonly string[];
  readonly only?: string;
  readonly seeds: number;
  readonly go?: string;
  /** Of real time. */
  readonly limit: number;
}

export const gradeAll = async (options: GradeFlags): Promise<ExitCode> => {
  const { submissions, only, seed = randomSeed(), seeds, go, limit, workers, json = false } = options;
  const scenarios = scenariosOf(only);
  const plan = {
    scenarios,
    seeds: Array.from({ length: seeds }, (_, place) => seedAfter(seed, place)),
    ...(go !== undefined && { go }),
    limitSeconds: limit,
  };
  const progress = await startProgress();
  const total = submissions.length * scenarios.length * seeds;
  let done = 0;
  const grades: Grade[] = [];
  try {
    await withGradePool(workers, async (pool) => {
      for (const path of submissions) {
        const words = submissions.length === 1 ? '' : `${path} `;
        grades.push(await grade(path, plan, pool, ({ check }) => progress.show(++done, total, `${words}${check}`)));
      }
    });
  } catch (error) {
    if (error instanceof CompilerMissing) throw new NoVerdict(error.message);
    throw error;
  } finally {
    progress.end();
  }
  const circumstances = { seed, seeds, only };
  if (json) printJson({ ok: grades.every(isGood), seed, seeds, submissions: grades });
  else
    print(
      grades.length === 1
        ? grades.map((one) => gradeText(one, circumstances)).join('\n')
        : classText(grades, circumstances),
    );
  return codeOf(grades);
};

const scenariosOf = (only: string | undefined): readonly string[] => {
  const names = labsMatching(only);
  if (names.length > 0) return names;
  throw new UsageError(`no scenario is called ${only}; --only takes 3A, 3B, 3C, 3D or one of ${labNames.join(', ')}`);
};

const isGood = ({ findings }: Grade): boolean => findings.every(({ outcome }) => outcome === 'passed');

const codeOf = (grades: readonly Grade[]): ExitCode => {
  const outcomes = grades.flatMap(({ findings }) => findings.map(({ outcome }) => outcome));
  if (outcomes.includes('failed') || outcomes.includes('broken')) return ExitCode.violated;
  return outcomes.every((outcome) => outcome === 'passed') ? ExitCode.holds : ExitCode.misused;
};

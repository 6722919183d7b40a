/** What is asked of submissions, from the flags and the rubric. */
import { labNames, labsMatching } from '../../../model/runs/labs/index.ts';
import type { GradePlan } from '../../grade/grade.ts';
import { defaultRubric, type Rubric, readRubric, scenarioPoints } from '../../grade/rubric.ts';
import { derivedSchedules, schedules } from '../../grade/schedules/index.ts';
import { trials } from '../../grade/trials.ts';
import { UsageError } from '../../host/errors.ts';
import { readText } from '../../host/files.ts';
import { randomSeed, seedAfter } from '../../verify/seeds.ts';

/** The flags that decide it. */
export interface PlanFlags {
  readonly only?: string;
  readonly seed?: number;
  readonly seeds?: number;
  readonly rubric?: string;
  readonly go?: string;
  readonly limit: number;
  readonly timeLimit?: number;
  readonly memoryLimit?: number;
}

/** A plan, and what it is worth. */
export interface PlannedGrades {
  readonly plan: GradePlan;
  readonly rubric: Rubric;
  /** Those of the plan that students may see. */
  readonly shownSeeds: readonly number[];
}

/** @throws UsageError when the flags or the rubric are wrong, or do not fit. */
export const plannedGrades = (flags: PlanFlags): PlannedGrades => {
  const { only, seed, seeds, rubric: file, go, limit } = flags;
  const rubric = file === undefined ? defaultRubric : rubricFrom(file);
  if (rubric.seeds && (seed !== undefined || seeds !== undefined))
    throw new UsageError(`the rubric ${file} names the seeds; leave --seed and --seeds out, or take them out of it`);
  const first = seed ?? randomSeed();
  const shownSeeds = rubric.seeds ?? Array.from({ length: seeds ?? 1 }, (_, place) => seedAfter(first, place));
  const both = rubric.hiddenSeeds.find((hidden) => shownSeeds.includes(hidden));
  if (both !== undefined)
    throw new UsageError(`seed ${both} is a hidden seed of the rubric ${file}; give another --seed`);
  const directed = schedulesOf(only);
  const tried = trialsOf(only);
  const named = only !== undefined && directed.length + tried.length > 0 ? [] : scenariosOf(only);
  const worth = named.filter((name) => scenarioPoints(rubric, name) > 0);
  const scenarios = only !== undefined || worth.length === 0 ? named : worth;
  const all = [...shownSeeds, ...rubric.hiddenSeeds];
  return {
    plan: {
      scenarios,
      schedules: directed,
      trials: tried,
      seeds: all,
      ...(go !== undefined && { go }),
      limitSeconds: limit,
      ...limitsOf(flags, rubric),
    },
    rubric,
    shownSeeds,
  };
};

/** The flags go before the rubric. */
const limitsOf = (
  { timeLimit, memoryLimit }: PlanFlags,
  rubric: Rubric,
): Pick<GradePlan, 'timeLimitSeconds' | 'memoryLimitMb'> => {
  const timeLimitSeconds = timeLimit ?? rubric.timeLimit;
  const memoryLimitMb = memoryLimit ?? rubric.memoryLimit;
  return {
    ...(timeLimitSeconds !== undefined && { timeLimitSeconds }),
    ...(memoryLimitMb !== undefined && { memoryLimitMb }),
  };
};

const rubricFrom = (file: string): Rubric => {
  const read = readRubric(readText(file));
  if (read.ok) return read.value;
  throw new UsageError(`can't grade by the rubric ${file}: ${read.because}`);
};

/** All of them if nothing is chosen; none with a part or a scenario. */
const schedulesOf = (only: string | undefined): readonly string[] => {
  const ids = schedules.map(({ id }) => id);
  const name = only?.toLowerCase();
  if (name === undefined || name === 'schedules') return ids;
  return name === 'derived' ? derivedSchedules.map(({ id }) => id) : ids.filter((id) => id === name);
};

/** A trial goes by its own name, and by those of its checks. */
const trialsOf = (only: string | undefined): readonly string[] =>
  trials
    .filter(({ name, checks }) => {
      const names = [name, ...checks.map(({ check }) => check)];
      return only === undefined || names.includes(only.toLowerCase());
    })
    .map(({ name }) => name);

const scenariosOf = (only: string | undefined): readonly string[] => {
  const names = labsMatching(only);
  if (names.length > 0) return names;
  throw new UsageError(
    `no scenario or schedule is called ${only}; --only takes 3A, 3B, 3C, 3D, schedules, derived, or one of ${[...labNames, ...schedules.map(({ id }) => id), ...trials.map(({ name }) => name)].join(', ')}`,
  );
};

/** Which derived schedules are kept: a few that together find every defect that any of them finds. */

import type { Mutant } from '../../../../model/mutants/index.ts';
import { figure2Program, type SubjectProgram } from '../../../../model/runs/labs/index.ts';
import type { DerivedSchedule } from './script.ts';
import { tryScript } from './trial.ts';

/** Does a program stand a schedule, does it break something in it, or does the schedule not come to its end with it? */
export const outcomeOn = (
  { script }: Pick<DerivedSchedule, 'script'>,
  program: SubjectProgram,
  seed = 1,
): 'passed' | 'broken' | 'not reached' => {
  const { broken, threw, notReached } = tryScript(script, program, { seed, isHasty: true });
  if (broken.length > 0 || threw !== undefined) return 'broken';
  return notReached === undefined ? 'passed' : 'not reached';
};

/** The defects that are found by a schedule. */
export const foundBy = (schedule: Pick<DerivedSchedule, 'script'>, mutants: readonly Mutant[]): readonly string[] =>
  mutants.filter(({ protocol }) => outcomeOn(schedule, figure2Program({ protocol })) === 'broken').map(({ id }) => id);

/**
 * The next one is always that which finds the most defects which were not found before, and of those the shortest.
 *
 * @param isPreferred - Schedules of which this is so go before all others.
 */
export const coverOf = (
  all: readonly DerivedSchedule[],
  isPreferred: (schedule: DerivedSchedule) => boolean,
): readonly DerivedSchedule[] => {
  const preferred = withoutSpare(addedTo([], all.filter(isPreferred)));
  return addedTo(preferred, all);
};

/** Schedules, and those that have to be added until no more defects are found. */
const addedTo = (
  given: readonly DerivedSchedule[],
  candidates: readonly DerivedSchedule[],
): readonly DerivedSchedule[] => {
  const chosen = [...given];
  const found = new Set(given.flatMap(({ finds }) => finds));
  const worthOf = ({ finds }: DerivedSchedule): number => finds.filter((id) => !found.has(id)).length;
  for (;;) {
    const [best] = [...candidates].sort(
      (a, b) => worthOf(b) - worthOf(a) || a.script.steps.length - b.script.steps.length,
    );
    if (!best || worthOf(best) === 0) return chosen;
    chosen.push(best);
    for (const id of best.finds) found.add(id);
  }
};

/** What was chosen first may have become needless by what was chosen later. */
const withoutSpare = (chosen: readonly DerivedSchedule[]): readonly DerivedSchedule[] =>
  chosen.reduceRight<readonly DerivedSchedule[]>((kept, one) => {
    const others = kept.filter((other) => other !== one);
    const isSpare = one.finds.every((id) => others.some(({ finds }) => finds.includes(id)));
    return isSpare ? others : kept;
  }, chosen);

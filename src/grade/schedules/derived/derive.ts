/**
 * Derives a schedule for a defect: its counterexample told from outside, with the premises that the shipped protocol and the
 * defect have in common, and the end by which its harm is seen.
 */

import { safetyCounterexamples } from '../../../../model/killMatrix/index.ts';
import type { Mutant } from '../../../../model/mutants/index.ts';
import { figure2Program } from '../../../../model/runs/labs/index.ts';
import type { Counterexample } from '../../../trace/recording.ts';
import { scriptOf } from './fromTrace.ts';
import type { PlayedStep } from './player.ts';
import type { DerivedSchedule, DerivedScript, DerivedSight, DerivedStep } from './script.ts';
import { tryScript } from './trial.ts';

/** What came of a defect. */
export interface Derivation {
  /** The schedule; absent: none of its counterexamples can be told from outside. */
  readonly schedule?: DerivedSchedule;
  /** Are servers with the defect broken by it? */
  readonly isFound: boolean;
  /** Why not. */
  readonly because: string;
}

/** The shipped protocol has to stand a schedule with each of these seeds. */
const SEEDS = [1, 11, 21] as const;

/** So many counterexamples of one defect are tried, until one of them shows it. */
const TRIED = 5;

const shipped = figure2Program({});

/** A schedule for a defect that breaks safety; or why there is none. */
export const derivedFrom = (mutant: Mutant): Derivation => {
  const tried: Derivation[] = [];
  for (const counterexample of safetyCounterexamples(mutant)) {
    tried.push(derivationFrom(counterexample, mutant));
    // the two of one world are next to each other, and the shorter one is taken
    if (tried.length >= TRIED || (tried.length % 2 === 0 && tried.some(({ isFound }) => isFound))) break;
  }
  const [shortest] = tried.filter(({ isFound }) => isFound).sort((a, b) => sizeOf(a) - sizeOf(b));
  const because = [...new Set(tried.map((one) => one.because))].join('; ');
  const told = tried.find(({ schedule }) => schedule);
  return (
    shortest ??
    (told && { ...told, because }) ?? { isFound: false, because: because || 'no safety property falls in the searches' }
  );
};

const sizeOf = ({ schedule }: Derivation): number => schedule?.script.steps.length ?? Number.POSITIVE_INFINITY;

const derivationFrom = (counterexample: Counterexample, { id, clause, protocol }: Mutant): Derivation => {
  const told = scriptOf(counterexample, protocol);
  if (!told.ok) return { isFound: false, because: told.because };
  const faulty = figure2Program({ protocol });
  const steps = told.script.steps.length;
  const bare: DerivedScript = { ...told.script, sequel: { side: [] }, crux: steps };
  const [good, bad] = [shipped, faulty].map((program) => tryScript(bare, program, { seed: 1, isTrial: true }));
  if (!good || !bad) throw new Error('there are two');
  if (good.broken.length > 0)
    return { isFound: false, because: `the shipped protocol seems to break ${good.broken.join(' ')} in it` };
  const held = withPremises(bare, good.steps, bad.steps);
  const schedule = (script: DerivedScript, shownBy: DerivedSchedule['shownBy']): DerivedSchedule => ({
    id: `derived-${id.toLowerCase()}`,
    mutant: id,
    property: counterexample.violation.property,
    clause,
    shownBy,
    finds: [],
    script,
  });
  for (const side of sidesOf(bare.servers)) {
    const script = { ...held, sequel: { side } };
    const { broken, threw } = tryScript(script, faulty, { seed: 1 });
    if (broken.length === 0 && threw === undefined) continue;
    const stands = SEEDS.every((seed) => {
      const trial = tryScript(script, shipped, { seed });
      return trial.notReached === undefined && trial.broken.length === 0;
    });
    if (stands) return { schedule: schedule(script, broken), isFound: true, because: '' };
  }
  const failure = bad.steps.findIndex((step) => 'failure' in step);
  const failed = bad.steps[failure];
  return {
    schedule: schedule({ ...held, sequel: { side: sidesOf(bare.servers)[1] ?? [] } }, []),
    isFound: false,
    because:
      failed && 'failure' in failed
        ? `with real messages it does not come to step ${failure + 1}: ${failed.failure}`
        : 'no check of the wire sees it in the end',
  };
};

/** What is seen of both is the premise; where they differ for the first time is the point of the schedule. */
const withPremises = (
  script: DerivedScript,
  good: readonly PlayedStep[],
  bad: readonly PlayedStep[],
): DerivedScript => {
  const steps = script.steps.map((step, place): DerivedStep => {
    const premise = commonTo(good[place], bad[place]);
    return premise ? { ...step, premise } : step;
  });
  const different = steps.findIndex((_, place) => JSON.stringify(good[place]) !== JSON.stringify(bad[place]));
  return { ...script, steps, crux: different < 0 ? steps.length : different };
};

const commonTo = (good: PlayedStep | undefined, bad: PlayedStep | undefined): DerivedSight | undefined => {
  if (!good || !bad || 'failure' in good || 'failure' in bad) return undefined;
  const names = ['isGranted', 'leads', 'applies'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = good.sight[name];
      return value !== undefined && value === bad.sight[name] ? [[name, value]] : [];
    }),
  );
};

/** Who may go on in the end: nobody, each majority that could do so without the others, and all. */
const sidesOf = (servers: number): readonly (readonly number[])[] => {
  const all = Array.from({ length: servers }, (_, server) => server);
  const orders = all.map((first) => [first, ...all.filter((server) => server !== first)]);
  const majority = Math.floor(servers / 2) + 1;
  const sides = orders.flatMap(([first = 0, ...others]) =>
    subsets(others, majority - 1).map((rest) => [first, ...rest]),
  );
  return [[], ...sides, ...orders];
};

const subsets = (of: readonly number[], size: number): readonly (readonly number[])[] => {
  if (size === 0) return [[]];
  return of.flatMap((first, place) => subsets(of.slice(place + 1), size - 1).map((rest) => [first, ...rest]));
};

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
  /** Does somebody else's correct server come to its end? */
  readonly isReached: boolean;
  /** Why it is not found. */
  readonly because: string;
}

/** The shipped protocol has to stand a schedule with each of these seeds. */
const SEEDS = [1, 11, 21] as const;

/** So many counterexamples of one defect are tried, until one of them shows it. */
const TRIED = 6;

const shipped = figure2Program({});

/**
 * A schedule for a defect that breaks safety; or why there is none.
 *
 * @param isReached - Does somebody else's correct server come to the end of a schedule? One with which that is so goes before
 * those with which it is not.
 */
export const derivedFrom = (mutant: Mutant, isReached: (schedule: DerivedSchedule) => boolean): Derivation => {
  const tried: Derivation[] = [];
  let counterexamples = 0;
  for (const counterexample of safetyCounterexamples(mutant)) {
    tried.push(derivationFrom(counterexample, mutant, isReached));
    // the two of one world are next to each other, and the better one is taken
    if (++counterexamples >= TRIED || (counterexamples % 2 === 0 && tried.some(isGood))) break;
  }
  const [best] = tried.sort((a, b) => rankOf(a) - rankOf(b) || sizeOf(a) - sizeOf(b));
  const because = [...new Set(tried.flatMap((one) => (one.isFound ? [] : [one.because])))].join('; ');
  if (best?.isFound) return best;
  return {
    isReached: false,
    ...best,
    isFound: false,
    because: because || 'no safety property is violated in the searches',
  };
};

const isGood = ({ isFound, isReached }: Derivation): boolean => isFound && isReached;

const rankOf = (derivation: Derivation): number =>
  isGood(derivation) ? 0 : derivation.isFound ? 1 : derivation.schedule ? 2 : 3;

const sizeOf = ({ schedule }: Derivation): number => schedule?.script.steps.length ?? Number.POSITIVE_INFINITY;

const derivationFrom = (
  counterexample: Counterexample,
  { id, clause, protocol }: Mutant,
  isReached: (schedule: DerivedSchedule) => boolean,
): Derivation => {
  const told = scriptOf(counterexample, protocol);
  if (!told.ok) return { isFound: false, isReached: false, because: told.because };
  const faulty = figure2Program({ protocol });
  const bare: DerivedScript = { ...told.script, sequel: { side: [] }, crux: told.script.steps.length };
  const good = tryScript(bare, shipped, { seed: 1, isTrial: true });
  const bad = tryScript(bare, faulty, { seed: 1, isTrial: true });
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
  const found = sidesOf(bare.servers).flatMap((side): readonly DerivedSchedule[] => {
    const script = { ...held, sequel: { side } };
    const { broken, threw } = tryScript(script, faulty, { seed: 1 });
    return (broken.length > 0 || threw !== undefined) && isStood(script) ? [schedule(script, broken)] : [];
  });
  const reached = found.find(isReached);
  const one = reached ?? found[0];
  if (one) return { schedule: one, isFound: true, isReached: reached !== undefined, because: '' };
  return {
    schedule: schedule({ ...held, sequel: { side: sidesOf(bare.servers)[1] ?? [] } }, []),
    isFound: false,
    isReached: false,
    because: whyNot(bad.steps),
  };
};

/** Does the shipped protocol stand it, and come to its end? */
const isStood = (script: DerivedScript): boolean =>
  SEEDS.every((seed) => {
    const { notReached, broken } = tryScript(script, shipped, { seed });
    return notReached === undefined && broken.length === 0;
  });

const whyNot = (steps: readonly PlayedStep[]): string => {
  const place = steps.findIndex((step) => 'failure' in step);
  const failed = steps[place];
  return failed && 'failure' in failed
    ? `with real messages it does not come to step ${place + 1}: ${failed.failure}`
    : 'no check of the wire sees it in the end';
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

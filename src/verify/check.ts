/** A check, whoever does its work: labs, bounded worlds, torture, random runs, and what is broken explained. */
import type { Origin } from '../../model/counterexample/discovery.ts';
import type { WatchedLab } from '../../model/runs/watchedLab.ts';
import { configOf } from '../../model/worlds/configs/index.ts';
import { count, plural } from '../text/numbers.ts';
import type { Explanation } from '../trace/explanation.ts';
import { type Asking, resultsOf } from './part.ts';
import { type ExploredWorld, exhaustive } from './parts/exhaustive.ts';
import { isBrokenLab, labs } from './parts/labs.ts';
import { allRandomRuns, type RandomBatch } from './parts/random.ts';
import { type TortureBatch, tortureAll } from './parts/torture.ts';
import type { Plan } from './plan.ts';
import { addSeen, noRandomRuns, noTorture, nothingSeen, type Seen } from './totals.ts';

/** What the parts of a check have found. */
export interface Findings {
  readonly labs: readonly WatchedLab[];
  readonly worlds: readonly ExploredWorld[];
  readonly torture: TortureBatch;
  readonly random: RandomBatch;
  /** What is broken first, and all else if the check was to keep going; empty: nothing is. */
  readonly explanations: readonly Explanation[];
}

/** Of a check that has not begun. */
export const nothingFound: Findings = {
  labs: [],
  worlds: [],
  torture: { totals: noTorture, brokenSeed: undefined },
  random: { totals: noRandomRuns, broken: undefined },
  explanations: [],
};

/** What comes after a broken property is left out, unless the check is to keep going. */
export function* check(plan: Plan): Asking<Findings> {
  const { onProgress, keepGoing = false } = plan;
  const isOver = (soFar: Findings): boolean => !keepGoing && brokenIn(soFar, plan).length > 0;
  let found: Findings = nothingFound;
  found = { ...found, labs: yield* resultsOf(labs({ names: plan.labs, seed: plan.seed, onProgress })) };
  if (!isOver(found)) {
    found = { ...found, worlds: yield* resultsOf(exhaustive({ names: plan.worlds, keepGoing, onProgress })) };
  }
  if (!isOver(found)) found = { ...found, torture: yield* askForTorture(plan, seenIn(found)) };
  if (!isOver(found)) found = { ...found, random: yield* askForRandomRuns(plan) };
  const broken = brokenIn(found, plan);
  const wanted = broken.length > 0 ? broken.slice(0, keepGoing ? undefined : 1) : failedIn(found, plan);
  const explanations: Explanation[] = [];
  for (const origin of wanted) {
    const explanation = yield* tell(origin, plan, explanations);
    if (explanation) explanations.push(explanation);
  }
  return { ...found, explanations };
}

const isSame = ({ violation: a }: Explanation, { violation: b }: Explanation): boolean =>
  a.property === b.property && a.clause === b.clause;

/** At once as it was found, then cut; undefined: it is told already. */
function* tell(broken: Origin, plan: Plan, told: readonly Explanation[]): Asking<Explanation | undefined> {
  const uncut = yield* askForExplanation('tellUncut', broken);
  if (!uncut || told.some((other) => isSame(other, uncut))) return undefined;
  plan.onViolation?.(uncut);
  plan.onProgress(0, 1, 'a violation; cutting its trace to what matters');
  return (yield* cutIfPossible(broken)) ?? uncut;
}

/** That a trace is not cut takes nothing from what is known already. */
function* cutIfPossible(broken: Origin): Asking<Explanation | undefined> {
  try {
    return yield* askForExplanation('explain', broken);
  } catch {
    return undefined;
  }
}

/** Where something is broken: of labs one for each property and clause, then worlds, torture and random runs. */
const brokenIn = ({ labs: watched, worlds, torture, random }: Findings, { seed }: Plan): readonly Origin[] => {
  const labsBroken = new Map<string, string>();
  for (const { report, violation } of watched.filter(isBrokenLab)) {
    const what = `${violation?.property} ${violation?.clause}`;
    if (!labsBroken.has(what)) labsBroken.set(what, report.name);
  }
  return [
    ...[...labsBroken.values()].map((name): Origin => ({ engine: 'lab', name, seed })),
    ...worlds.flatMap(({ name, broken }): readonly Origin[] =>
      broken ? [{ engine: 'exhaustive', config: configOf(name), properties: broken }] : [],
    ),
    ...(torture.brokenSeed === undefined ? [] : [{ engine: 'torture', seed: torture.brokenSeed } as const]),
    ...(random.broken ? [{ engine: 'random', ...random.broken } as const] : []),
  ];
};

/** A lab that failed although no property fell: a goal may have been missed in it. */
const failedIn = ({ labs: watched }: Findings, { seed }: Plan): readonly Origin[] => {
  const failed = watched.find(({ report }) => !report.ok);
  return failed ? [{ engine: 'lab', name: failed.report.name, seed }] : [];
};

const askForTorture = (plan: Plan, before: Seen): Asking<TortureBatch> =>
  tortureAll({
    seed: plan.seed,
    runsABatch: plan.tortureRunsABatch,
    isEnough: plan.enoughTorture(before),
    onProgress: ({ runs, steps }) =>
      plan.onProgress(plan.share(), 1, `torture: ${plural(runs, 'run')}, ${count(steps)} steps`),
  });

const askForRandomRuns = (plan: Plan): Asking<RandomBatch> =>
  allRandomRuns({
    seed: plan.seed,
    runsASeed: plan.randomRunsASeed,
    isEnough: plan.enoughRandomRuns,
    onProgress: ({ runs, steps }) =>
      plan.onProgress(plan.share(), 1, `random: ${plural(runs, 'run')}, ${count(steps)} steps`),
  });

function* askForExplanation(job: 'tellUncut' | 'explain', broken: Origin): Asking<Explanation | undefined> {
  const [explanation] = yield* resultsOf<Origin, Explanation | undefined>({
    job,
    taskAt: (place) => (place === 0 ? broken : undefined),
    isLast: () => true,
    isOver: () => false,
  });
  return explanation;
}

/** What was exercised by labs, torture and random runs. Worlds are too small to count. */
export const seenIn = ({ labs: watched, torture, random }: Findings): Seen =>
  [...watched, torture.totals, random.totals].reduce(addSeen, nothingSeen);

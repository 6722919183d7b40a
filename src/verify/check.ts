/** A check, whoever does its work: labs, bounded worlds, torture, random runs, and what is broken explained. */
import type { Origin } from '../../model/counterexample/discovery.ts';
import type { WatchedLab } from '../../model/runs/watchedLab.ts';
import { configOf } from '../../model/worlds/configs/index.ts';
import { count, plural } from '../text/numbers.ts';
import type { Explanation } from '../trace/explanation.ts';
import { type Asking, resultsOf } from './part.ts';
import { type ExploredWorld, exhaustive, isBrokenWorld } from './parts/exhaustive.ts';
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
  /** What is broken first; undefined: nothing is. */
  readonly explanation?: Explanation | undefined;
}

/** Of a check that has not begun. */
export const nothingFound: Findings = {
  labs: [],
  worlds: [],
  torture: { totals: noTorture, brokenSeed: undefined },
  random: { totals: noRandomRuns, broken: undefined },
};

/** What comes after a broken property is left out. */
export function* check(plan: Plan): Asking<Findings> {
  const { onProgress } = plan;
  let found: Findings = nothingFound;
  found = { ...found, labs: yield* resultsOf(labs({ names: plan.labs, seed: plan.seed, onProgress })) };
  if (!brokenIn(found, plan)) {
    found = { ...found, worlds: yield* resultsOf(exhaustive({ names: plan.worlds, onProgress })) };
  }
  if (!brokenIn(found, plan)) found = { ...found, torture: yield* askForTorture(plan, seenIn(found)) };
  if (!brokenIn(found, plan)) found = { ...found, random: yield* askForRandomRuns(plan) };
  const broken = brokenIn(found, plan) ?? failedIn(found, plan);
  if (!broken) return found;
  const uncut = yield* askForExplanation('tellUncut', broken);
  if (!uncut) return found;
  plan.onViolation?.(uncut);
  onProgress(0, 1, 'a violation; cutting its trace to what matters');
  return { ...found, explanation: (yield* cutIfPossible(broken)) ?? uncut };
}

/** That a trace is not cut takes nothing from what is known already. */
function* cutIfPossible(broken: Origin): Asking<Explanation | undefined> {
  try {
    return yield* askForExplanation('explain', broken);
  } catch {
    return undefined;
  }
}

/** Where something is broken: in a lab if there is one. */
const brokenIn = ({ labs: watched, worlds, torture, random }: Findings, { seed }: Plan): Origin | undefined => {
  const lab = watched.find(isBrokenLab);
  if (lab) return { engine: 'lab', name: lab.report.name, seed };
  const world = worlds.find(isBrokenWorld);
  if (world?.broken) return { engine: 'exhaustive', config: configOf(world.name), properties: world.broken };
  if (torture.brokenSeed !== undefined) return { engine: 'torture', seed: torture.brokenSeed };
  return random.broken && { engine: 'random', ...random.broken };
};

/** A lab that failed although no property fell: a goal may have been missed in it. */
const failedIn = ({ labs: watched }: Findings, { seed }: Plan): Origin | undefined => {
  const failed = watched.find(({ report }) => !report.ok);
  return failed && { engine: 'lab', name: failed.report.name, seed };
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

/** What was put to the test by labs, torture and random runs. Worlds are too small to count. */
export const seenIn = ({ labs: watched, torture, random }: Findings): Seen =>
  [...watched, torture.totals, random.totals].reduce(addSeen, nothingSeen);

/** How much a check does: by the clock, for the command line, or counted, for tests. */
import { coverage } from '../../model/properties/coverage.ts';
import { labNames } from '../../model/runs/labs/index.ts';
import { configs, extensionConfigs, togetherConfigs } from '../../model/worlds/configs/index.ts';
import type { ClauseId } from '../core/clauses.ts';
import type { ExtensionId } from '../core/types.ts';
import type { Explanation } from '../trace/explanation.ts';
import { addSeen, type RandomTotals, type Seen, type TortureTotals } from './totals.ts';

/** What a check is to do. */
export interface Plan {
  /** From which all chance follows. */
  readonly seed: number;
  /** Labs by name. */
  readonly labs: readonly string[];
  /** Bounded worlds by name. */
  readonly worlds: readonly string[];
  /** How many runs are asked for at a time. */
  readonly tortureRunsABatch: number;
  readonly randomRunsASeed: number;
  /** Asked when torture begins, with what was seen before it: when is it enough? */
  readonly enoughTorture: (before: Seen) => (soFar: TortureTotals) => boolean;
  readonly enoughRandomRuns: (soFar: RandomTotals) => boolean;
  /** Which share of the budget is used up, from 0 on. */
  readonly share: () => number;
  readonly onProgress: (done: number, of: number, what: string) => void;
  /** Do all parts although one has broken something, and tell each violation? Left out: no, the first one ends the check. */
  readonly keepGoing?: boolean;
  /** Told of a violation at once, before its trace is cut. */
  readonly onViolation?: (uncut: Explanation) => void;
}

/** Is something left that was never exercised? A run that was cut short by a violation says nothing of it. */
export const missingIn = ({ clauses, properties }: Seen, extensions?: readonly ExtensionId[]) =>
  coverage(clauses, properties, extensions).missing;

/** What nobody but a stranger, or a message that is none, puts to the test. Both come in random runs alone. */
const onlyInRandomRuns: readonly ClauseId[] = ['D-23', 'D-24'];

const isMissingInTorture = (seen: Seen, extensions?: readonly ExtensionId[]): boolean =>
  missingIn(seen, extensions).some((id) => !onlyInRandomRuns.includes(id));

const isMissingInRandomRuns = ({ clauses }: Seen): boolean => onlyInRandomRuns.some((id) => !((clauses[id] ?? 0) > 0));

/** Enough to make the way to a thread and back cheap, and few enough to end in time. */
const TORTURE_RUNS_A_BATCH = 4;
const RANDOM_RUNS_A_SEED = 50;

/** So many runs, however small the budget is. */
const TORTURE_RUNS_MIN = 40;

/** So many runs reach every clause. Who has not seen them all by then never will. */
const TORTURE_RUNS_FOR_COVERAGE = 400;

/** Random runs are made too, however small the budget is; they say little if they are few. */
const RANDOM_RUNS_MIN = 200;

/** So many of them meet strangers, and messages that are none. */
const RANDOM_RUNS_FOR_COVERAGE = 1000;

/** How much of the time that the labs leave goes to torture. */
const TORTURE_SHARE = 0.6;

interface Timed extends Pick<Plan, 'seed' | 'onProgress' | 'onViolation' | 'keepGoing'> {
  /** In seconds. */
  readonly budget: number;
  readonly workers: number;
  readonly secondsSoFar: () => number;
  /** The optional pages that are woven in: their worlds are explored, and their clauses are asked for. */
  readonly extensions: readonly ExtensionId[];
}

/**
 * All labs, the bounded worlds that fit the budget, then torture and random runs until it is used up. A budget that is used up
 * before every clause has had its turn is exceeded, within bounds: half a check would be none.
 */
export const timedPlan = ({ budget, workers, secondsSoFar, extensions, ...given }: Timed): Plan => ({
  ...given,
  labs: labNames,
  worlds: configsFor(budget, workers, extensions),
  tortureRunsABatch: TORTURE_RUNS_A_BATCH,
  randomRunsASeed: RANDOM_RUNS_A_SEED,
  enoughTorture: (before) => {
    const begin = secondsSoFar();
    const end = begin + TORTURE_SHARE * (budget - begin);
    return (soFar) =>
      secondsSoFar() >= end &&
      soFar.runs >= TORTURE_RUNS_MIN &&
      (soFar.runs >= TORTURE_RUNS_FOR_COVERAGE || !isMissingInTorture(addSeen(before, soFar), extensions));
  },
  enoughRandomRuns: (soFar) =>
    secondsSoFar() >= budget &&
    soFar.runs >= RANDOM_RUNS_MIN &&
    (soFar.runs >= RANDOM_RUNS_FOR_COVERAGE || !isMissingInRandomRuns(soFar)),
  share: () => secondsSoFar() / budget,
});

/** How much of a budget goes to exhaustive exploration, and how many worlds a worker sees in a second, at least. */
const EXHAUSTIVE_SHARE = 0.25;
const WORLDS_A_SECOND = 100_000;

/** Larger ones take minutes and gigabytes: they are for `figure2 explore`. */
const WORLDS_MAX = 5_000_000;

/** Explored however small the budget is: these take a few seconds. */
const WORLDS_MIN = 750_000;

/** Which configurations fit a budget, the small ones first. It follows from the budget alone, not from the machine's mood. */
export const configsFor = (
  budget: number,
  workers: number,
  extensions: readonly ExtensionId[] = [],
): readonly string[] => {
  let left = Math.max(WORLDS_MIN, EXHAUSTIVE_SHARE * budget * WORLDS_A_SECOND * workers);
  const all =
    extensions.length === 0
      ? configs
      : [...extensionConfigs, ...togetherConfigs].filter((config) => arePagesAlike(config.extensions, extensions));
  return all
    .filter(({ expected }) => expected.distinct <= WORLDS_MAX)
    .sort((a, b) => a.expected.distinct - b.expected.distinct)
    .filter(({ expected }) => {
      left -= expected.distinct;
      return left >= 0;
    })
    .map(({ name }) => name);
};

/** The same pages, in whatever order they are woven. */
const arePagesAlike = (some: readonly ExtensionId[] = [], others: readonly ExtensionId[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

interface Counted extends Pick<Plan, 'seed' | 'labs' | 'worlds'> {
  readonly tortureRuns: number;
  /** So many torture runs are made as long as some clause has not been exercised. */
  readonly tortureRunsMax: number;
  /** 0: none are made, whatever has not been exercised. */
  readonly randomRuns: number;
  /** Does what was not exercised count? Then more of them are made as long as no stranger came. */
  readonly allowVacuous: boolean;
}

/** The same for the same numbers, on any machine. */
export const countedPlan = ({ tortureRuns, tortureRunsMax, randomRuns, allowVacuous, ...chosen }: Counted): Plan => ({
  ...chosen,
  tortureRunsABatch: 1,
  randomRunsASeed: randomRuns,
  enoughTorture: (before) => (soFar) =>
    soFar.runs >= tortureRuns && (soFar.runs >= tortureRunsMax || !isMissingInTorture(addSeen(before, soFar))),
  enoughRandomRuns: (soFar) =>
    soFar.runs >= randomRuns &&
    (randomRuns === 0 || allowVacuous || soFar.runs >= RANDOM_RUNS_FOR_COVERAGE || !isMissingInRandomRuns(soFar)),
  share: () => 0,
  onProgress: () => undefined,
});

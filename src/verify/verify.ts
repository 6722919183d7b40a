// Room src/verify. What `figure2 check` does, whoever asks: plan, threads, totals, verdict, reports.
// What may be touched here: the parts of a check and its verdict. Flags and help stay in src/cli, so that a library can
// call this.

/** A check from its plan to its verdict. */

import { coverage, type WatchedLab } from '../../model/counterexample/explanation.ts';
import { labNames } from '../../model/runs/labs/index.ts';
import type { ClauseId } from '../core/clauses.ts';
import type { Progress } from '../host/progress.ts';
import { count, milli, plural } from '../text/numbers.ts';
import { commandLine } from '../text/shell.ts';
import type { Counterexample } from '../trace/recording.ts';
import { type CheckReport, clausesOf, propertiesOf, type ReportedViolation, sharesOf } from './checkReport.ts';
import { exploreConfigs, hasChanged } from './exhaustive.ts';
import { mapInOrder, type Pool, Stuck } from './pool.ts';
import { random } from './random.ts';
import { seedAfter } from './seeds.ts';
import { torture } from './torture.ts';
import { addSeen, emptyRandomTally, emptyTally, type Seen } from './totals.ts';
import type { ExploredWorld, RandomBatch, TortureBatch } from './worker.ts';

export interface Verification {
  readonly pool: Pool;
  readonly progress: Progress;
  readonly seed: number;
  /** In seconds. */
  readonly budget: number;
  /** Where trace files go. */
  readonly traces: string | undefined;
  readonly protocol: string | undefined;
}

/** The verdict, also on a protocol that does not come to an end. */
export const verify = async (verification: Verification): Promise<CheckReport> => {
  const start = performance.now();
  const secondsSoFar = (): number => (performance.now() - start) / 1000;
  try {
    return await verifyToTheEnd(verification, secondsSoFar);
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    const violations = [stuckIn(verification, error)];
    return { ...conclude({ ...nothing, ...verification, violations, seconds: secondsSoFar() }), ok: false };
  }
};

const nothing = {
  labs: [],
  explored: [],
  tortured: { tally: emptyTally, brokenSeed: undefined },
  compared: { tally: emptyRandomTally, broken: undefined },
} as const;

/** SP-18: a step that does not end does not do what its clauses say. There is no trace of what never ended. */
const stuckIn = ({ seed, protocol }: Verification, { message }: Stuck): ReportedViolation => ({
  property: 'SP-18',
  clause: 'SP-18',
  because: message,
  step: 0,
  foundBy: { engine: 'torture', seed },
  uncut: 0,
  lines: [],
  telling: null,
  diagram: [],
  file: null,
  replay: commandLine('check', { '--seed': seed, '--protocol': protocol }),
});

/** First the labs, then bounded worlds, then torture, then random runs; what comes after a broken property is left out. */
const verifyToTheEnd = async (verification: Verification, secondsSoFar: () => number): Promise<CheckReport> => {
  const { seed } = verification;
  const labs = await watchLabs(verification);
  const explored = labs.some(isBroken) ? nothing.explored : await exploreConfigs(verification);
  const isOver = labs.some(isBroken) || explored.some(({ broken }) => broken);
  const tortured = isOver ? nothing.tortured : await tortureUntilOver(verification, labs, secondsSoFar);
  const isBrokenByNow = isOver || tortured.brokenSeed !== undefined;
  const compared = isBrokenByNow ? nothing.compared : await compareUntilOver(verification, secondsSoFar);
  const counterexample = await explain(verification, { labs, explored, tortured, compared });
  const violations = counterexample ? [await told(counterexample, verification)] : [];
  const { protocol } = verification;
  return conclude({ seed, protocol, labs, explored, tortured, compared, violations, seconds: secondsSoFar() });
};

const told = async (counterexample: Counterexample, verification: Verification): Promise<ReportedViolation> => {
  const { pool, protocol } = verification;
  const { keep } = await import('./keep.ts');
  return keep(counterexample, await pool.run('tell', { counterexample, protocol }), verification);
};

const isBroken = ({ violation }: WatchedLab): boolean => violation !== undefined;

const watchLabs = async ({ pool, progress, seed, protocol }: Verification): Promise<readonly WatchedLab[]> => {
  let done = 0;
  return mapInOrder(pool.workers, labNames, async (name) => {
    progress.show(done, labNames.length, 'labs');
    const lab = await pool.run('watchLab', { name, seed, protocol });
    progress.show(++done, labNames.length, 'labs');
    return lab;
  });
};

/** So many runs, however small the budget is. */
const RUNS_MIN = 40;

/** So many runs reach every clause. Who has not seen them all by then never will. */
const RUNS_FOR_COVERAGE = 400;

/** Random runs are made too, however small the budget is; they say little if they are few. */
const RANDOM_RUNS_MIN = 200;

/** How much of the time that the labs leave goes to torture. */
const TORTURE_SHARE = 0.6;

/** A budget that is used up before every clause has had its turn is exceeded, within bounds: half a check would be none. */
const tortureUntilOver = (
  { pool, progress, seed, budget, protocol }: Verification,
  labs: readonly WatchedLab[],
  secondsSoFar: () => number,
): Promise<TortureBatch> => {
  const begin = secondsSoFar();
  const end = begin + TORTURE_SHARE * (budget - begin);
  return torture({
    pool,
    seed,
    protocol,
    isOver: (tally) =>
      secondsSoFar() >= end &&
      tally.runs >= RUNS_MIN &&
      (tally.runs >= RUNS_FOR_COVERAGE || missingClauses(seenIn(labs, tally)).length === 0),
    onProgress: ({ runs, steps }) =>
      progress.show(secondsSoFar() / budget, 1, `torture: ${plural(runs, 'run')}, ${count(steps)} steps`),
  });
};

/** What is left of the budget. */
const compareUntilOver = (
  { pool, progress, seed, budget, protocol }: Verification,
  secondsSoFar: () => number,
): Promise<RandomBatch> =>
  random({
    pool,
    seed,
    protocol,
    isOver: ({ runs }) => secondsSoFar() >= budget && runs >= RANDOM_RUNS_MIN,
    onProgress: ({ runs, steps }) =>
      progress.show(secondsSoFar() / budget, 1, `random: ${plural(runs, 'run')}, ${count(steps)} steps`),
  });

/** What the parts of a check have found. */
interface Found {
  readonly labs: readonly WatchedLab[];
  readonly explored: readonly ExploredWorld[];
  readonly tortured: TortureBatch;
  readonly compared: RandomBatch;
}

/** The violation that was found, cut to what matters; that of a lab if there is one. */
const explain = async (
  { pool, progress, seed, protocol }: Verification,
  { labs, explored, tortured: { brokenSeed }, compared: { broken } }: Found,
): Promise<Counterexample | undefined> => {
  const lab = labs.find(isBroken);
  const world = explored.find((candidate) => candidate.broken);
  if (lab || world || brokenSeed !== undefined || broken)
    progress.show(0, 1, 'a violation; cutting its trace to what matters');
  if (lab) return pool.run('explainLab', { name: lab.report.name, seed, protocol });
  if (world?.broken) return pool.run('explainConfig', { name: world.name, properties: world.broken, protocol });
  if (brokenSeed !== undefined) return pool.run('explainTorture', { seed: brokenSeed, protocol });
  return broken && pool.run('explainRandom', { ...broken, protocol });
};

interface Findings extends Found {
  readonly protocol: string | undefined;
  readonly seed: number;
  readonly seconds: number;
  readonly violations: readonly ReportedViolation[];
}

const conclude = ({
  seed,
  protocol,
  seconds,
  labs,
  explored,
  tortured,
  compared,
  violations,
}: Findings): CheckReport => {
  const { tally, brokenSeed } = tortured;
  const isWhole = brokenSeed === undefined && compared.broken === undefined;
  const worlds = explored.map((world) => ({ ...summaryOf(world), isChanged: hasChanged(world, protocol) }));
  const holds =
    isWhole &&
    labs.every((lab) => lab.report.ok && !isBroken(lab)) &&
    worlds.every(({ ok, isChanged }) => ok && !isChanged);
  const total = seenIn(labs, tally, compared.tally);
  const missing = holds && violations.length === 0 ? missingClauses(total) : [];
  const { runs, steps, virtualSeconds, faults } = tally;
  const lastOf = (seeds: number): number | null => (seeds === 0 ? null : seedAfter(seed, seeds - 1));
  return {
    ok: holds && missing.length === 0,
    seed,
    seconds: milli(seconds),
    labs: labs.map(({ report }) => report),
    exhaustive: worlds,
    torture: { runs, firstSeed: seed, lastSeed: lastOf(runs), steps, virtualSeconds, faults },
    random: {
      runs: compared.tally.runs,
      firstSeed: seed,
      lastSeed: lastOf(compared.tally.seeds),
      steps: compared.tally.steps,
      shares: sharesOf(compared.tally),
    },
    properties: propertiesOf(total, missing),
    clauses: clausesOf(total, missing),
    violations,
  };
};

const summaryOf = ({ broken: _broken, ...summary }: ExploredWorld): Omit<ExploredWorld, 'broken'> => summary;

const seenIn = (labs: readonly WatchedLab[], ...others: readonly Seen[]): Seen =>
  [...labs, ...others].reduce(addSeen, unseen);

const unseen: Seen = { properties: {}, clauses: {} };

/** A run that was cut short by a violation says nothing about what it did not reach. */
const missingClauses = ({ clauses, properties }: Seen): readonly ClauseId[] => coverage(clauses, properties).missing;

import { coverage, type WatchedLab } from '../../../model/check.ts';
import { labNames } from '../../../model/labs/index.ts';
import type { Counterexample } from '../../../model/report.ts';
import type { ClauseId } from '../../core/clauses.ts';
import { mapInOrder, type Pool, Stuck } from '../support/pool.ts';
import type { Progress } from '../support/progress.ts';
import { seedAfter } from '../support/values.ts';
import { commandLine, count, milli, plural } from '../support/words.ts';
import type { TortureBatch } from '../worker.ts';
import { keep } from './keep.ts';
import { type CheckReport, clausesOf, propertiesOf, type ReportedViolation } from './report.ts';
import { addSeen, emptyTally, type Tally } from './tally.ts';
import { torture } from './torture.ts';

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
    return { ...conclude({ ...nothing, seed: verification.seed, violations, seconds: secondsSoFar() }), ok: false };
  }
};

const nothing = { labs: [], tortured: { tally: emptyTally, brokenSeed: undefined } } as const;

/** SP-18: a step that does not end does not do what its clauses say. There is no trace of what never ended. */
const stuckIn = ({ seed, protocol }: Verification, { message }: Stuck): ReportedViolation => ({
  property: 'SP-18',
  clause: 'SP-18',
  because: message,
  step: 0,
  foundBy: { engine: 'torture', seed },
  uncut: 0,
  lines: [],
  file: null,
  replay: commandLine('check', { '--seed': seed, '--protocol': protocol }),
});

/** First the labs; then, unless one of them broke a property, torture until the budget is used up. */
const verifyToTheEnd = async (verification: Verification, secondsSoFar: () => number): Promise<CheckReport> => {
  const labs = await watchLabs(verification);
  const tortured = labs.some(isBroken) ? nothing.tortured : await tortureUntilOver(verification, labs, secondsSoFar);
  const counterexample = await explain(verification, labs, tortured);
  const violations = counterexample ? [await keep(counterexample, verification)] : [];
  return conclude({ seed: verification.seed, labs, tortured, violations, seconds: secondsSoFar() });
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

/** A budget that is used up before every clause has had its turn is exceeded, within bounds: half a check would be none. */
const tortureUntilOver = (
  { pool, progress, seed, budget, protocol }: Verification,
  labs: readonly WatchedLab[],
  secondsSoFar: () => number,
): Promise<TortureBatch> =>
  torture({
    pool,
    seed,
    protocol,
    isOver: (tally) =>
      secondsSoFar() >= budget &&
      tally.runs >= RUNS_MIN &&
      (tally.runs >= RUNS_FOR_COVERAGE || missingClauses(withLabs(tally, labs)).length === 0),
    onProgress: ({ runs, steps }) =>
      progress.show(secondsSoFar() / budget, 1, `torture: ${plural(runs, 'run')}, ${count(steps)} steps`),
  });

/** The violation that was found, cut to what matters; that of a lab if there is one. */
const explain = async (
  { pool, progress, seed, protocol }: Verification,
  labs: readonly WatchedLab[],
  { brokenSeed }: TortureBatch,
): Promise<Counterexample | undefined> => {
  const lab = labs.find(isBroken);
  if (lab || brokenSeed !== undefined) progress.show(0, 1, 'a violation; cutting its trace to what matters');
  if (lab) return pool.run('explainLab', { name: lab.report.name, seed, protocol });
  return brokenSeed === undefined ? undefined : pool.run('explainTorture', { seed: brokenSeed, protocol });
};

interface Findings {
  readonly seed: number;
  readonly seconds: number;
  readonly labs: readonly WatchedLab[];
  readonly tortured: TortureBatch;
  readonly violations: readonly ReportedViolation[];
}

const conclude = ({ seed, seconds, labs, tortured, violations }: Findings): CheckReport => {
  const { tally, brokenSeed } = tortured;
  const holds = labs.every((lab) => lab.report.ok && !isBroken(lab)) && brokenSeed === undefined;
  const total = withLabs(tally, labs);
  const missing = holds && violations.length === 0 ? missingClauses(total) : [];
  const { runs, steps, virtualSeconds, faults } = tally;
  const lastSeed = runs === 0 ? null : seedAfter(seed, runs - 1);
  return {
    ok: holds && missing.length === 0,
    seed,
    seconds: milli(seconds),
    labs: labs.map(({ report }) => report),
    torture: { runs, firstSeed: seed, lastSeed, steps, virtualSeconds, faults },
    properties: propertiesOf(total, missing),
    clauses: clausesOf(total, missing),
    violations,
  };
};

const withLabs = (tally: Tally, labs: readonly WatchedLab[]): Tally => {
  return { ...tally, ...labs.reduce(addSeen, tally) };
};

/** A run that was cut short by a violation says nothing about what it did not reach. */
const missingClauses = ({ clauses, properties }: Tally): readonly ClauseId[] => coverage(clauses, properties).missing;

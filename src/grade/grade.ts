/** Grades one submission: opens it, runs what is asked of it, and says what came of each check. */
import { labNames } from '../../model/runs/labs/index.ts';
import { mapInOrder } from '../verify/threads/pool.ts';
import { type GradeFinding, labParts, partOf } from './outcome.ts';
import type { Submission } from './submission.ts';
import { type LimitedPool, limitedPool } from './threads/limitedPool.ts';
import { GivenUp, type GradePool, LimitReached } from './threads/pool.ts';
import type { Misconduct, OpenedSubmission } from './threads/worker.ts';
import { type GradeTrial, trials } from './trials.ts';

/** What is asked of a submission. */
export interface GradePlan {
  /** Scenarios of the course, by name. */
  readonly scenarios: readonly string[];
  /** Directed schedules, by name. Each is played with the first seed, and with others if it is not reached. */
  readonly schedules: readonly string[];
  /** Trials, by name. Each is made with the first seed. */
  readonly trials?: readonly string[];
  /** Each scenario is run with each of them. */
  readonly seeds: readonly number[];
  /** The Go command; left out: the one on PATH. */
  readonly go?: string;
  /** So many seconds of real time may a server compute at one thing that it was given, before the run is given up. */
  readonly limitSeconds: number;
  /** So many seconds of real time may all of it take. What is not done by then is not checked. Left out: however long. */
  readonly timeLimitSeconds?: number;
  /** So much memory may a server have, in MB; left out: what its kind has otherwise. */
  readonly memoryLimitMb?: number;
}

/** What came of a submission. */
export interface Grade {
  /** As it was named. */
  readonly path: string;
  /** What it is, in words; absent: it is not gradable. */
  readonly words?: string;
  /** Which program exactly. Equal seeds give equal findings of equal fingerprints. */
  readonly fingerprint?: string;
  /** In the order of the scenarios and seeds. */
  readonly findings: readonly GradeFinding[];
  /** The limit of time or memory that was reached: not all was checked. Absent: none was. */
  readonly limit?: string;
}

/** There is no compiler for it: nothing is said of the submission. */
export class CompilerMissing extends Error {}

/** So long may a submission take to build, however slow the machine. */
const BUILD_SECONDS = 1200;

/** The first scenario of each part: who can't do that can do nothing of the part. */
const basics: ReadonlySet<string> = new Set(
  labParts.map((part) => labNames.find((name) => partOf(name) === part) ?? ''),
);

/**
 * Grades one submission. The findings do not depend on the number of threads, but for what a limit leaves unchecked.
 *
 * @param tell is told of each finding as soon as it is known.
 * @param earlier what came of the program of this fingerprint when it was asked the same before; it is not run again.
 * @throws CompilerMissing when the submission is in Go and there is no compiler.
 */
export const grade = async (
  path: string,
  plan: GradePlan,
  pool: GradePool,
  tell: (finding: GradeFinding) => void = () => undefined,
  earlier: (fingerprint: string) => readonly GradeFinding[] | undefined = () => undefined,
): Promise<Grade> => {
  const limited = limitedPool(pool, plan.timeLimitSeconds);
  try {
    const graded = await gradeWithin(limited, path, plan, tell, earlier);
    return { ...graded, ...(limited.reached !== undefined && { limit: limited.reached }) };
  } finally {
    limited.end();
  }
};

const gradeWithin = async (
  pool: LimitedPool,
  path: string,
  plan: GradePlan,
  tell: (finding: GradeFinding) => void,
  earlier: (fingerprint: string) => readonly GradeFinding[] | undefined,
): Promise<Grade> => {
  const opened = await openIn(pool, path, plan);
  if ('missing' in opened) throw new CompilerMissing(opened.missing);
  if ('limit' in opened) {
    const findings = nothingChecked(plan, opened.limit);
    for (const finding of findings) tell(finding);
    return { path, words: 'not opened', findings };
  }
  if ('notGradable' in opened) {
    const finding: GradeFinding = { outcome: 'not gradable', check: 'build', because: opened.notGradable, seed: 0 };
    tell(finding);
    return { path, findings: [finding] };
  }
  const { submission } = opened;
  const { words, fingerprint } = submission;
  const known = earlier(fingerprint);
  for (const finding of known ?? []) tell(finding);
  return { path, words, fingerprint, findings: known ?? (await findingsOf(submission, plan, pool, tell)) };
};

/** What has not been built in time is not gradable; but nothing is said of it where it was the time of the whole submission. */
const openIn = (
  pool: GradePool,
  path: string,
  { go, memoryLimitMb: memoryMb }: GradePlan,
): Promise<OpenedSubmission | { readonly limit: string }> => {
  const job = unlessGivenUp(pool.run('open', { path, go, memoryMb }, BUILD_SECONDS * 1000), (because) => ({
    notGradable: `it can't be opened: ${because}`,
  }));
  return unlessLimited(job, (limit) => ({ limit }));
};

const nothingChecked = (plan: GradePlan, because: string): readonly GradeFinding[] => {
  const { scenarios, schedules, seeds } = plan;
  const [first = 1] = seeds;
  const about = { outcome: 'not checked', because } as const;
  const others = [...schedules, ...trialsOf(plan).flatMap(({ checks }) => checks.map(({ check }) => check))];
  return [
    ...scenarios.flatMap((check) => seeds.map((seed) => ({ ...about, check, part: partOf(check), seed }))),
    ...others.map((check) => ({ ...about, check, seed: first })),
  ];
};

/** What came of one run: its own finding, and what the checks of the wire found in it. */
interface Run {
  readonly finding: GradeFinding;
  readonly wire: readonly GradeFinding[];
}

const findingsOf = (
  submission: Submission,
  plan: GradePlan,
  pool: GradePool,
  tell: (finding: GradeFinding) => void,
): Promise<readonly GradeFinding[]> =>
  submission.kind === 'maelstrom' ? runLive(submission, plan, pool, tell) : runAll(submission, plan, pool, tell);

/** In real time there is one run, of which the wire is checked; what needs virtual time is not. */
const runLive = async (
  submission: Submission,
  plan: GradePlan,
  pool: GradePool,
  tell: (finding: GradeFinding) => void,
): Promise<readonly GradeFinding[]> => {
  const { scenarios, schedules, seeds, limitSeconds } = plan;
  const tried = trialsOf(plan).flatMap(({ checks }) => checks.map(({ check }) => check));
  const [seed = 1] = seeds;
  const job = unlessGivenUp(pool.run('maelstrom', { submission, seed }, limitSeconds * 1000), (given) => ({
    wire: [],
    because: given,
  }));
  const live = await unlessLimited(job, (limit) => ({ wire: [], because: undefined, limit }));
  const { wire, because } = live;
  const virtual = 'it needs virtual time, and a Maelstrom binary runs in real time: only its wire is checked';
  const needs = 'limit' in live ? live.limit : virtual;
  const findings: readonly GradeFinding[] = [
    ...(because === undefined ? [] : [{ outcome: 'not gradable', check: 'run', because, seed } as const]),
    ...scenarios.map(
      (check) => ({ outcome: 'not checked', check, part: partOf(check), because: needs, seed }) as const,
    ),
    ...wire,
    ...[...schedules, ...tried].map((check) => ({ outcome: 'not checked', check, because: needs, seed }) as const),
  ];
  for (const finding of findings) tell(finding);
  return findings;
};

const runAll = async (
  submission: Submission,
  plan: GradePlan,
  pool: GradePool,
  tell: (finding: GradeFinding) => void,
): Promise<readonly GradeFinding[]> => {
  const [seed = 1] = plan.seeds;
  // the basic ones first: what follows from their failure is not run
  const first = plan.scenarios.filter((name) => basics.has(name));
  const known = new Map(
    await mapInOrder(
      pool.workers,
      first,
      async (name) => [name, await runScenario(submission, { name, seed }, plan, pool)] as const,
    ),
  );
  const failed = [...known].flatMap(([name, { finding }]) => (finding.outcome === 'failed' ? [name] : []));
  const obstacleOf = (name: string): string | undefined => failed.find((basic) => partOf(basic) === partOf(name));
  const runTask = async (task: Task): Promise<Run> => {
    const before = task.seed === seed ? known.get(task.name) : undefined;
    const obstacle = obstacleOf(task.name);
    return before ?? (obstacle === undefined ? runScenario(submission, task, plan, pool) : notRun(task, obstacle));
  };
  const tasks = plan.scenarios.flatMap((name) => plan.seeds.map((its) => ({ name, seed: its })));
  const runs = await mapInOrder(pool.workers, tasks, async (task) => {
    const run = await runTask(task);
    tell(run.finding);
    return run;
  });
  const wire = wireFindings(runs);
  for (const finding of wire) tell(finding);
  const isLeaderless = failed.some((name) => partOf(name) === '3A');
  const played = await mapInOrder(pool.workers, plan.schedules, async (name) => {
    const finding = isLeaderless
      ? { ...notPlayed(failed[0] ?? ''), check: name, seed }
      : await playSchedule(submission, { name, seed }, plan, pool);
    tell(finding);
    return finding;
  });
  const tried = await mapInOrder(pool.workers, trialsOf(plan), async (trial) => {
    const findings = isLeaderless
      ? trial.checks.map(({ check }) => ({ ...notPlayed(failed[0] ?? ''), check, seed }))
      : await makeTrial(submission, { trial, seed }, plan, pool);
    for (const finding of findings) tell(finding);
    return findings;
  });
  return [...runs.map(({ finding }) => finding), ...wire, ...played, ...tried.flat()];
};

/** Of each check of the wire what came of it in all runs: its first breach, or that some run gave it something to judge. */
const wireFindings = (runs: readonly Run[]): readonly GradeFinding[] => {
  const all = runs.flatMap(({ finding, wire }) => wire.map((one) => ({ ...one, scenario: finding.check })));
  return [...new Set(all.map(({ check }) => check))].flatMap((check) => {
    const its = all.filter((finding) => finding.check === check);
    const worst =
      its.find(({ outcome }) => outcome === 'broken') ?? its.find(({ outcome }) => outcome === 'passed') ?? its[0];
    return worst ? [worst] : [];
  });
};

const notPlayed = (basic: string) =>
  ({ outcome: 'not checked', because: `${basic} failed, and a schedule needs a leader` }) as const;

/** What comes of a job; of one that was given up, what is told of that. */
const unlessGivenUp = async <Result>(job: Promise<Result>, otherwise: (because: string) => Result): Promise<Result> => {
  try {
    return await job;
  } catch (error) {
    if (error instanceof GivenUp) return otherwise(error.message);
    throw error;
  }
};

/** What comes of a job; where a limit of the submission was reached, what is told of that. */
const unlessLimited = async <Result, Other>(
  job: Promise<Result>,
  otherwise: (because: string) => Other,
): Promise<Result | Other> => {
  try {
    return await job;
  } catch (error) {
    if (error instanceof LimitReached) return otherwise(error.message);
    throw error;
  }
};

/** How a job ended that did not come to its end. */
type Unended = Extract<GradeFinding['outcome'], 'failed' | 'not checked'>;

/**
 * What comes of a job with findings: where it was given up, or the submission did what none may, it failed. Where a limit of the
 * submission was reached, it is not checked.
 */
const unlessFailed = <Result extends object>(
  job: Promise<Result | Misconduct>,
  endedBy: (because: string, outcome: Unended) => Result,
): Promise<Result> => {
  const run = async (): Promise<Result> => {
    const result = await unlessGivenUp(job, (because) => endedBy(because, 'failed'));
    return 'misconduct' in result ? endedBy(result.misconduct, 'failed') : result;
  };
  return unlessLimited(run(), (because) => endedBy(because, 'not checked'));
};

const playSchedule = (
  submission: Submission,
  { name, seed }: Task,
  { limitSeconds }: GradePlan,
  pool: GradePool,
): Promise<GradeFinding> => {
  const job = pool.run('schedule', { submission, name, seed }, limitSeconds * 1000);
  return unlessFailed<GradeFinding>(job, (because, outcome) => ({ outcome, check: name, because, seed }));
};

const trialsOf = (plan: GradePlan): readonly GradeTrial[] => trials.filter(({ name }) => plan.trials?.includes(name));

const makeTrial = (
  submission: Submission,
  { trial, seed }: { readonly trial: GradeTrial; readonly seed: number },
  { limitSeconds }: GradePlan,
  pool: GradePool,
): Promise<readonly GradeFinding[]> => {
  const job = pool.run('trial', { submission, name: trial.name, seed }, limitSeconds * 1000);
  return unlessFailed<readonly GradeFinding[]>(job, (because, outcome) =>
    trial.checks.map(({ check }) => ({ outcome, check, because, seed })),
  );
};

interface Task {
  readonly name: string;
  readonly seed: number;
}

const notRun = ({ name, seed }: Task, basic: string): Run => ({
  finding: {
    outcome: 'not checked',
    check: name,
    part: partOf(name),
    because: `${basic} failed, and without it nothing of the part can be right`,
    seed,
  },
  wire: [],
});

const runScenario = (
  submission: Submission,
  { name, seed }: Task,
  { limitSeconds }: GradePlan,
  pool: GradePool,
): Promise<Run> => {
  const about = { check: name, part: partOf(name), seed };
  const runEndedBy = (because: string, outcome: Unended): Run => ({
    finding: { ...about, outcome, because },
    wire: [],
  });
  const run = async (): Promise<Run | Misconduct> => {
    const result = await pool.run('scenario', { submission, name, seed }, limitSeconds * 1000);
    if ('misconduct' in result) return result;
    const { report, wire, picture } = result;
    if (report.ok) return { finding: { ...about, outcome: 'passed', because: '' }, wire };
    const skeleton = report.rpcs === 0 ? '; no server ever sent an RPC, as in the skeleton of the lab' : '';
    const because = `${report.because ?? ''}${skeleton}`;
    const atMs = report.virtualSeconds * 1000;
    return { finding: { ...about, outcome: 'failed', because, atMs, ...(picture && { picture }) }, wire };
  };
  return unlessFailed(run(), runEndedBy);
};

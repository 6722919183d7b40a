/** The jobs of a grader's threads. What goes in and what comes out can be sent. */
import { type LabReport, runLab, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { UsageError } from '../../host/errors.ts';
import { dismissGuests, expectNoFault, GuestFault } from '../../host/guest.ts';
import type { Picture } from '../../trace/picture/picture.ts';
import { type GradeFinding, isFault } from '../outcome.ts';
import { breachPicture, failurePicture, withPicture } from '../recording/ofFinding.ts';
import { runSchedule, schedules } from '../schedules/index.ts';
import { GoMissing } from '../subjects/go/build.ts';
import { type MaelstromResult, runMaelstrom } from '../subjects/maelstrom/run.ts';
import { type HeardRun, hearRejections } from '../subjects/module/rejections.ts';
import { NotGradable } from '../subjects/notGradable.ts';
import { type JobSurroundings, type OpenOptions, openSubmission, programOf, type Submission } from '../submission.ts';
import { trials } from '../trials.ts';
import { WireChecks } from '../wire/checks.ts';
import { watchedProgram } from '../wire/watch.ts';
import { beatingProgram, type Heartbeat } from './heartbeat.ts';

/** A submission that was opened, or why it could not be. */
export type OpenedSubmission =
  | { readonly submission: Submission }
  | { readonly notGradable: string }
  | { readonly missing: string };

/** Opens a submission: this may take the compiler some time. */
export const open = async ({
  path,
  ...options
}: OpenOptions & { readonly path: string }): Promise<OpenedSubmission> => {
  try {
    return { submission: await openSubmission(path, options) };
  } catch (error) {
    if (error instanceof NotGradable) return { notGradable: error.message };
    if (error instanceof GoMissing) return { missing: error.message };
    if (error instanceof UsageError) return { notGradable: error.message };
    throw error;
  }
};

/** What a submission did that none may, such as to end the process; the thread is then as it was before, for the next one. */
export interface Misconduct {
  readonly misconduct: string;
}

const unlessMisconduct = async <Result>(run: () => Promise<Result>): Promise<Result | Misconduct> => {
  try {
    const result = await run();
    expectNoFault();
    return result;
  } catch (error) {
    if (!(error instanceof GuestFault)) throw error;
    dismissGuests();
    return { misconduct: error.message };
  }
};

/** Promises are a matter of modules in the lab's shape. */
const runHearing = async <Result>({ kind }: Submission, run: () => Result): Promise<HeardRun<Result>> =>
  kind === 'module' ? hearRejections(run) : { result: run(), rejected: undefined };

/** One scenario of the course, or one directed schedule, with one seed. */
export interface ScenarioTask extends JobSurroundings {
  readonly submission: Submission;
  readonly name: string;
  readonly seed: number;
  readonly heartbeat: Heartbeat;
}

/** What came of a scenario, and of the checks of the wire in it. */
export interface ScenarioResult {
  readonly report: LabReport;
  readonly wire: readonly GradeFinding[];
  /** Of a scenario that failed: what led to its end. */
  readonly picture?: Picture;
}

/** Runs something on a submission whose servers let the heart beat. */
const runOn = async <Result>(
  { submission, heartbeat, processes }: ScenarioTask,
  run: (program: SubjectProgram) => Result,
): Promise<HeardRun<Result>> => {
  const program = beatingProgram(await programOf(submission, processes), heartbeat);
  return runHearing(submission, () => run(program));
};

/** Runs one scenario, with the checks of the wire beside it. */
export const scenario = (task: ScenarioTask): Promise<ScenarioResult | Misconduct> =>
  unlessMisconduct(async () => {
    const { name, seed } = task;
    const checks = new WireChecks({ seed });
    const { result, rejected } = await runOn(task, (program) =>
      runLab({ name, seed, program: watchedProgram(program, checks) }),
    );
    const report = result.ok && rejected !== undefined ? { ...result, ok: false, because: rejected } : result;
    const { recording } = checks;
    const wire = checks.findings.map((finding) =>
      finding.outcome === 'broken' ? withPicture(finding, breachPicture(recording, finding, finding.check)) : finding,
    );
    if (report.ok) return { report, wire };
    const { because = '' } = report;
    const picture = failurePicture(recording, { check: name, because });
    return { report, wire, ...(picture && { picture }) };
  });

/** Plays one directed schedule. */
export const schedule = (task: ScenarioTask): Promise<GradeFinding | Misconduct> =>
  unlessMisconduct(async () => {
    const { name, seed } = task;
    const found = schedules.find(({ id }) => id === name);
    if (!found) throw new Error(`there is no schedule ${name}`);
    const { result, rejected } = await runOn(task, (program) => runSchedule({ schedule: found, program, seed }));
    const isJudged = result.outcome === 'broken' || result.outcome === 'failed';
    return rejected === undefined || isJudged ? result : { ...result, outcome: 'failed', because: rejected };
  });

/** Runs a Maelstrom binary in real time. */
export const maelstrom = ({
  submission,
  seed,
  heartbeat,
  processes,
}: Omit<ScenarioTask, 'name'>): Promise<MaelstromResult> => {
  if (submission.kind !== 'maelstrom') throw new Error('it is no Maelstrom binary');
  const beats = new Int32Array(heartbeat);
  return runMaelstrom({ program: submission.program, processes, seed, beat: () => void Atomics.add(beats, 0, 1) });
};

/** Makes one trial: a finding for each of its checks. */
export const trial = (task: ScenarioTask): Promise<readonly GradeFinding[] | Misconduct> =>
  unlessMisconduct(async () => {
    const { name, seed } = task;
    const found = trials.find((one) => one.name === name);
    if (!found) throw new Error(`there is no trial ${name}`);
    const { result, rejected } = await runOn(task, (program) => found.run({ program, seed }));
    if (rejected === undefined) return result;
    return result.map((one) => (isFault(one) ? one : { ...one, outcome: 'failed', because: rejected }));
  });

/** The jobs of a grader's threads. What goes in and what comes out can be sent. */
import { type LabReport, runLab } from '../../../model/index.ts';
import { UsageError } from '../../host/errors.ts';
import type { GradeFinding } from '../outcome.ts';
import { runSchedule, schedules } from '../schedules/index.ts';
import { GoMissing } from '../subjects/go/build.ts';
import { NotGradable } from '../subjects/notGradable.ts';
import { type JobSurroundings, type OpenOptions, openSubmission, programOf, type Submission } from '../submission.ts';
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
}

/** Runs one scenario, with the checks of the wire beside it. */
export const scenario = async ({
  submission,
  name,
  seed,
  heartbeat,
  processes,
}: ScenarioTask): Promise<ScenarioResult> => {
  const checks = new WireChecks({ seed });
  const program = beatingProgram(await programOf(submission, processes), heartbeat);
  const report = runLab({ name, seed, program: watchedProgram(program, checks) });
  return { report, wire: checks.findings };
};

/** Plays one directed schedule. */
export const schedule = async ({
  submission,
  name,
  seed,
  heartbeat,
  processes,
}: ScenarioTask): Promise<GradeFinding> => {
  const found = schedules.find(({ id }) => id === name);
  if (!found) throw new Error(`there is no schedule ${name}`);
  return runSchedule({
    schedule: found,
    program: beatingProgram(await programOf(submission, processes), heartbeat),
    seed,
  });
};

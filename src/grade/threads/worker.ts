/** The jobs of a grader's threads. What goes in and what comes out can be sent. */
import { type LabReport, runLab } from '../../../model/index.ts';
import { UsageError } from '../../host/errors.ts';
import { GoMissing } from '../subjects/go/build.ts';
import { NotGradable } from '../subjects/go/layout.ts';
import { type OpenOptions, openSubmission, programOf, type Submission } from '../submission.ts';

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

/** One scenario of the course with one seed. */
export interface ScenarioTask {
  readonly submission: Submission;
  readonly name: string;
  readonly seed: number;
}

/** Runs one scenario. */
export const scenario = async ({ submission, name, seed }: ScenarioTask): Promise<LabReport> =>
  runLab({ name, seed, program: await programOf(submission) });

/** Which of the submissions can be graded on this machine: without a Go compiler, those that need none. */
import { statSync } from 'node:fs';
import { goProblem } from '../../grade/subjects/go/build.ts';
import { complain } from '../../host/output.ts';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * Sets Go labs apart where there is no compiler for them, if others are left, and says on standard error which and why: they are in no
 * report, so that nobody gets no points for it.
 */
export const submissionsGradableHere = (submissions: readonly string[], go: string | undefined): readonly string[] => {
  const others = submissions.filter((path) => !isFolder(path));
  if (others.length === 0 || others.length === submissions.length) return submissions;
  const because = goProblem(go);
  if (because === undefined) return submissions;
  complain(`not graded: ${submissions.filter(isFolder).join(', ')}: ${because}`);
  return others;
};

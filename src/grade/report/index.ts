/** The reports that graders of others read, by name. Each is a text that follows from grades and points alone. */
import { autolabReport } from './autolab.ts';
import { classroom50Report } from './classroom50.ts';
import { codeRunnerReport } from './coderunner.ts';
import { csvReport } from './csv.ts';
import type { GradeCircumstances, GradedSubmission } from './graded.ts';
import { gradescopeReport } from './gradescope.ts';
import { htmlReport } from './html.ts';
import { junitGradeReport } from './junit.ts';
import { prairieLearnReport } from './prairielearn.ts';
import { svgReport } from './svg.ts';

type OfOne = (graded: GradedSubmission, circumstances: GradeCircumstances) => string;
type OfMany = (all: readonly GradedSubmission[], circumstances: GradeCircumstances) => string;

/** Those of one submission each. */
const ofOne: Readonly<Record<string, OfOne>> = {
  gradescope: gradescopeReport,
  prairielearn: prairieLearnReport,
  autolab: autolabReport,
  classroom50: classroom50Report,
  coderunner: codeRunnerReport,
  svg: svgReport,
};

/** Those of a class. */
const ofMany: Readonly<Record<string, OfMany>> = { junit: junitGradeReport, csv: csvReport, html: htmlReport };

/** What `--report` knows. */
export const gradeReportNames: readonly string[] = [...Object.keys(ofOne), ...Object.keys(ofMany)];

/** Has a report of this name room for one submission alone? */
export const isReportOfOne = (name: string): boolean => name in ofOne;

/** The text of a report. */
export const gradeReport = (
  name: string,
  all: readonly GradedSubmission[],
  circumstances: GradeCircumstances,
): string => {
  const [first] = all;
  const one = ofOne[name];
  return one && first ? one(first, circumstances) : (ofMany[name]?.(all, circumstances) ?? '');
};

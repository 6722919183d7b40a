/** A grade as the `results.json` that an external grader of PrairieLearn leaves: https://docs.prairielearn.com/externalGrading/ */
import { jsonText } from '../../text/printable.ts';
import {
  type GradeCircumstances,
  type GradedSubmission,
  safeText,
  shortPoints,
  summaryLine,
  textMaxOf,
  titleOf,
  toldDeduction,
  totalOf,
  unfitBecause,
} from './graded.ts';
import { Telling } from './told.ts';

/** What is not gradable costs no attempt. The score is a share, and a bonus can fill it up but not go beyond 1. */
export const prairieLearnReport = (graded: GradedSubmission, circumstances: GradeCircumstances): string => {
  const { rubric } = circumstances;
  const { grade, points } = graded;
  const unfit = unfitBecause(graded);
  if (unfit !== undefined) {
    const message = summaryLine(graded, rubric.title);
    return `${jsonText({ gradable: false, score: 0, message, format_errors: [safeText(unfit)] }, 2)}\n`;
  }
  const telling = new Telling(circumstances, grade.path, textMaxOf(points));
  return `${jsonText(
    {
      gradable: true,
      score: points.max === 0 ? 0 : Math.min(1, totalOf(points) / points.max),
      message: summaryLine(graded, rubric.title),
      output: points.deductions
        .filter(({ isHidden }) => !isHidden)
        .map(toldDeduction)
        .join('\n'),
      tests: points.items.map((item) => ({
        name: titleOf(item),
        description: item.part === undefined ? item.worth : `part ${item.part}`,
        points: shortPoints(item.points),
        max_points: shortPoints(item.max),
        message: item.outcome,
        output: telling.textForStudent(item),
      })),
    },
    2,
  )}\n`;
};

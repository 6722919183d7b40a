/** A grade as `results.json` of Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
import { jsonText } from '../../text/printable.ts';
import type { PointsItem } from '../points.ts';
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

/** Every check is a test, also those that were not run; the score stands by itself and overrides their sum. */
export const gradescopeReport = (graded: GradedSubmission, circumstances: GradeCircumstances): string => {
  const { rubric, version } = circumstances;
  const { grade, points } = graded;
  const visibilityOf = (isHidden: boolean): string => (isHidden ? rubric.hiddenVisibility : 'visible');
  const unfit = unfitBecause(graded);
  const telling = new Telling(circumstances, grade.path, textMaxOf(points));
  return `${jsonText(
    {
      score: totalOf(points),
      output: [summaryLine(graded, rubric.title), ...(unfit === undefined ? [] : [safeText(unfit)])].join('\n\n'),
      output_format: 'text',
      test_output_format: 'text',
      test_name_format: 'text',
      visibility: 'visible',
      stdout_visibility: 'hidden',
      extra_data: { figure2: version, ...(grade.fingerprint !== undefined && { fingerprint: grade.fingerprint }) },
      tests: [
        ...points.items.map((item) => ({
          name: titleOf(item),
          ...pointsOfTest(item),
          status: item.outcome === 'passed' ? 'passed' : 'failed',
          output_format: 'html',
          output: telling.html(item),
          visibility: visibilityOf(item.isHidden),
          ...(item.part !== undefined && { tags: [item.part] }),
        })),
        ...points.deductions.map((deduction) => ({
          name: `${deduction.check} is broken`,
          status: 'failed',
          output: toldDeduction(deduction),
          visibility: visibilityOf(deduction.isHidden),
        })),
      ],
    },
    2,
  )}\n`;
};

/** A bonus is nothing that can be missed. */
const pointsOfTest = ({ worth, points, max }: PointsItem): object =>
  worth === 'nothing' ? {} : { score: shortPoints(points), max_score: worth === 'robustness' ? 0 : shortPoints(max) };

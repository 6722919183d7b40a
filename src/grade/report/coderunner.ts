/** A grade as the object that a combinator template grader of CodeRunner prints. */
import { jsonText } from '../../text/printable.ts';
import { xml } from '../../text/xml.ts';
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

const HEADERS = ['iscorrect', 'Check', 'Outcome', 'Points', 'What happened', 'ishidden'];

/** One line. Cells of format `%s` are texts, which CodeRunner escapes; those of `%h` are HTML, and escaped here. */
export const codeRunnerReport = (graded: GradedSubmission, circumstances: GradeCircumstances): string => {
  const { rubric } = circumstances;
  const { grade, points } = graded;
  const unfit = unfitBecause(graded);
  const telling = new Telling(circumstances, grade.path, textMaxOf(points));
  const hidden = points.items.filter(({ isHidden }) => isHidden);
  const told = [
    ...(unfit === undefined ? [] : [safeText(unfit)]),
    ...points.deductions.filter(({ isHidden }) => !isHidden).map(toldDeduction),
  ];
  return `${jsonText(
    {
      fraction: points.max === 0 ? 0 : Math.min(1, totalOf(points) / points.max),
      prologuehtml: `<p>${xml(summaryLine(graded, rubric.title))}</p>`,
      testresults: [
        HEADERS,
        ...points.items.map((item) => [
          item.outcome === 'passed' ? 1 : 0,
          titleOf(item),
          item.outcome,
          `${shortPoints(item.points)} of ${shortPoints(item.max)}`,
          telling.htmlForStudent(item),
          item.isHidden ? 1 : 0,
        ]),
      ],
      columnformats: ['%s', '%s', '%s', '%h'],
      epiloguehtml: told.map((text) => `<pre>${xml(text)}</pre>`).join(''),
      instructorhtml: hidden.map((item) => `<p>${xml(titleOf(item))}</p>${telling.html(item)}`).join(''),
    },
    0,
  )}\n`;
};

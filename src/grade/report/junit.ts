/** Grades as JUnit XML, in the common denominator of its readers: https://github.com/testmoapp/junitxml */
import XmlBuilder from 'fast-xml-builder';
import type { PointsItem } from '../points.ts';
import { type GradeCircumstances, type GradedSubmission, safeLine, shortPoints, textMaxOf, titleOf } from './graded.ts';
import { Telling } from './told.ts';

/** A suite for each submission, a case for each check. What could not be graded says nothing of the submission: an error. */
export const junitGradeReport = (all: readonly GradedSubmission[], circumstances: GradeCircumstances): string => {
  const { rubric, time } = circumstances;
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    suppressBooleanAttributes: false,
    format: true,
    indentBy: '  ',
    suppressEmptyNode: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': safeLine(`figure2 grade: ${rubric.title}`),
      ...countsOf(all.flatMap(({ points }) => points.items)),
      '@timestamp': time,
      testsuite: all.map((graded) => ({
        '@name': safeLine(graded.name),
        ...countsOf(graded.points.items),
        '@timestamp': time,
        properties: {
          property: [
            { '@name': 'score', '@value': String(shortPoints(graded.points.score)) },
            { '@name': 'max', '@value': String(shortPoints(graded.points.max)) },
            { '@name': 'bonus', '@value': String(shortPoints(graded.points.bonus)) },
          ],
        },
        testcase: casesOf(graded, circumstances),
      })),
    },
  });
};

type Child = 'failure' | 'error' | 'skipped';

const childOf = ({ outcome }: PointsItem): Child | undefined => {
  if (outcome === 'passed') return undefined;
  if (outcome === 'not gradable') return 'error';
  return outcome === 'failed' || outcome === 'broken' ? 'failure' : 'skipped';
};

const countsOf = (items: readonly PointsItem[]): object => {
  const numberOf = (child: Child): string => String(items.filter((item) => childOf(item) === child).length);
  return {
    '@tests': String(items.length),
    '@failures': numberOf('failure'),
    '@errors': numberOf('error'),
    '@skipped': numberOf('skipped'),
  };
};

const casesOf = ({ grade, points }: GradedSubmission, circumstances: GradeCircumstances): readonly object[] => {
  const telling = new Telling(circumstances, grade.path, textMaxOf(points));
  return points.items.map((item) => caseOf(item, telling));
};

const caseOf = (item: PointsItem, telling: Telling): object => {
  const about = { '@name': safeLine(titleOf(item)), '@classname': `figure2.grade.${item.part ?? item.worth}` };
  const child = childOf(item);
  if (child === undefined) return about;
  const text = telling.textForStudent(item);
  const message = safeLine(text);
  if (child === 'skipped') return { ...about, skipped: { '@message': message } };
  const type = item.isHidden ? item.outcome : (item.worst?.clause ?? item.outcome);
  return { ...about, [child]: { '@message': message, '@type': type, '#text': text } };
};

/** A grade as `result.json` of Classroom 50, whose points are whole numbers. */
import { jsonText } from '../../text/printable.ts';
import type { PointsItem } from '../points.ts';
import { type GradeCircumstances, type GradedSubmission, safeLine, titleOf } from './graded.ts';

/** Whose submission it is comes from the variables that the platform sets. */
export const classroom50Report = ({ points }: GradedSubmission, { time, environment }: GradeCircumstances): string => {
  const variable = (name: string): string => safeLine(environment[name] ?? '');
  const items = points.items.filter(({ worth }) => worth !== 'nothing');
  const most = wholeShares(items.map(({ max }) => max));
  const user = variable('USERNAME');
  return `${jsonText(
    {
      schema: 'classroom50/result/v1',
      classroom: variable('CLASSROOM'),
      assignment: variable('ASSIGNMENT'),
      usernames: user === '' ? [] : [user],
      submission: variable('SUBMISSION_TAG'),
      commit: variable('COMMIT_URL'),
      release: variable('RELEASE_URL'),
      review: variable('REVIEW_URL'),
      datetime: time,
      score: Math.min(Math.round(points.max), Math.floor(points.score)) + Math.floor(points.bonus),
      'max-score': Math.round(points.max),
      tests: items.map((item, place) => testOf(item, most[place] ?? 0)),
    },
    2,
  )}\n`;
};

const testOf = (item: PointsItem, most: number): object => ({
  'test-name': titleOf(item),
  passed: item.outcome === 'passed',
  score: item.max === 0 ? 0 : Math.floor((most * item.points) / item.max),
  'max-score': most,
});

/** Whole numbers whose sum is the rounded sum: each is rounded off, and the largest remainders are made up for. */
const wholeShares = (exact: readonly number[]): readonly number[] => {
  const down = exact.map(Math.floor);
  const missing = Math.round(exact.reduce((sum, one) => sum + one, 0)) - down.reduce((sum, one) => sum + one, 0);
  const order = exact.map((_, place) => place).sort((a, b) => remainder(exact, b) - remainder(exact, a) || a - b);
  const up = new Set(order.slice(0, missing));
  return down.map((one, place) => (up.has(place) ? one + 1 : one));
};

const remainder = (exact: readonly number[], place: number): number => (exact[place] ?? 0) % 1;

/** A grade as the last line that an autograder of Autolab prints. */

import { labParts } from '../outcome.ts';
import type { PointsItem } from '../points.ts';
import { type GradedSubmission, shortPoints } from './graded.ts';

/** A problem of the site is named after the part of the lab; what is no scenario is `checks`, a bonus is `robustness`. */
const problemOf = ({ part, worth }: PointsItem): string => part ?? (worth === 'robustness' ? 'robustness' : 'checks');

/** One line. The sum of its scores is the score with the bonus. */
export const autolabReport = ({ points }: GradedSubmission): string => {
  const problems = [...labParts, 'checks', 'robustness'].filter((problem) =>
    points.items.some((item) => item.max > 0 && problemOf(item) === problem),
  );
  const exact = problems.map((problem) =>
    points.items.filter((item) => problemOf(item) === problem).reduce((sum, item) => sum + item.points, 0),
  );
  const own = problems.map((problem) => problem !== 'robustness');
  const counted = sumWhere(exact, (place) => own[place] === true);
  // what is broken takes its points from each problem alike, and so does the rounding
  const scale = counted === 0 ? 0 : points.score / counted;
  const scores = exact.map((score, place) => shortPoints(own[place] ? score * scale : points.bonus));
  return `${JSON.stringify({ scores: Object.fromEntries(problems.map((problem, place) => [problem, scores[place]])) })}\n`;
};

const sumWhere = (numbers: readonly number[], fits: (place: number) => boolean): number =>
  numbers.reduce((sum, number, place) => (fits(place) ? sum + number : sum), 0);

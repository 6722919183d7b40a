/** Grades of a class as a table, comma-separated as RFC 4180 says, for spreadsheets. */
import { labParts } from '../outcome.ts';
import { type GradedSubmission, safeText, shortPoints, unfitBecause } from './graded.ts';

/** A row for each submission, with points by part, which of its checks failed or were broken, and why it is not gradable. */
export const csvReport = (all: readonly GradedSubmission[]): string => {
  const head = ['submission', 'score', 'max', 'bonus', ...labParts, 'checks', 'broken', 'failed', 'not gradable'];
  return [head, ...all.map(rowOf)].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
};

const rowOf = (graded: GradedSubmission): readonly string[] => {
  const { name, points } = graded;
  const { items } = points;
  const pointsOf = (fits: (item: (typeof items)[number]) => boolean): string =>
    String(shortPoints(items.filter(fits).reduce((sum, item) => sum + item.points, 0)));
  const checksThat = (outcome: string): string =>
    [...new Set(items.filter((item) => item.outcome === outcome).map(({ check }) => check))].join(' ');
  return [
    name,
    ...[points.score, points.max, points.bonus].map((number) => String(shortPoints(number))),
    ...labParts.map((part) => pointsOf((item) => item.part === part)),
    pointsOf(({ worth }) => worth === 'check'),
    checksThat('broken'),
    checksThat('failed'),
    unfitBecause(graded) ?? '',
  ];
};

/** What a spreadsheet takes for a formula begins with one of these, also in full width. */
const FORMULA = /^\s*[=+\-@＝＋－＠|%]/;

/** A text that is a text to whoever opens the file. */
const cell = (text: string): string => {
  const safe = safeText(text);
  const inert = FORMULA.test(safe) ? `'${safe}` : safe;
  return /[",\n;]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
};

/** The numbers of a study for people: a table, and the page that holds it. */

import { electionCapMs } from '../../../model/runs/studies/elections.ts';
import { UsageError } from '../../host/errors.ts';
import { table } from '../../host/table.ts';
import { count } from '../../text/numbers.ts';
import type { Plot, StudyLine } from './lines.ts';

const HEAD = ['Timeout', 'Median', '95th percentile', 'Slowest', 'Without a leader at 100 s'] as const;

/** 285 ms, 2.98 s, > 100 s */
const time = (ms: number): string => {
  if (ms >= electionCapMs) return `> ${count(electionCapMs / 1000)} s`;
  return ms < 1000 ? `${count(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
};

const cells = ({ name, medianMs, p95Ms, maxMs, shareWithoutLeader }: StudyLine): readonly string[] => [
  name,
  time(medianMs),
  time(p95Ms),
  time(maxMs),
  `${(shareWithoutLeader * 100).toFixed(1)} %`,
];

/** Each line once: the plots have one in common. */
const rowsOf = (plots: readonly Plot<StudyLine>[]): readonly (readonly string[])[] => {
  const lines = new Map(plots.flatMap((plot) => plot.lines).map((line) => [line.name, line]));
  return [...lines.values()].map(cells);
};

/** The table for a terminal. */
export const medians = (plots: readonly Plot<StudyLine>[]): string =>
  table(
    HEAD.map((title, place) => ({ title, align: place === 0 ? 'left' : 'right' })),
    rowsOf(plots),
  );

const BEGIN = '<!-- elections:begin -->';
const END = '<!-- elections:end -->';

/**
 * A page with the table put between its two marks.
 *
 * @throws UsageError when the marks are not there.
 */
export const fillTable = (path: string, page: string, plots: readonly Plot<StudyLine>[]): string => {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new UsageError(`${path} has no place for the table; put ${BEGIN} and ${END} where it belongs`);
  }
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const rule = HEAD.map((_, place) => (place === 0 ? '---' : '---:'));
  const lines = [row(HEAD), row(rule), ...rowsOf(plots).map(row)];
  return `${page.slice(0, begin + BEGIN.length)}\n\n${lines.join('\n')}\n\n${page.slice(end)}`;
};

const LINE_LENGTH = 120;

/** JSON as the formatter of this repository lays it out: the numbers of a list beside each other. */
export const layOut = (numbers: object): string =>
  `${JSON.stringify(numbers, null, 2).replaceAll(/\[\n( +)([\d.,\s]+)\n +\]/g, (_, indent: string, items: string) => {
    const lines = items.split(/,\s+/).reduce<string[]>((filled, item) => {
      const longer = `${filled.at(-1) ?? ''} ${item},`;
      if (filled.length > 0 && longer.length <= LINE_LENGTH) filled[filled.length - 1] = longer;
      else filled.push(`${indent}${item},`);
      return filled;
    }, []);
    return `[\n${lines.join('\n').slice(0, -1)}\n${indent.slice(2)}]`;
  })}\n`;

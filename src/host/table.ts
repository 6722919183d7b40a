/** Tables for a terminal. */

import Table from 'cli-table3';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns that line up, without rules between them; a table without titles has no head. */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  const titles = columns.map(({ title }) => title);
  const lines = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  if (titles.some((title) => title !== '')) lines.push(titles);
  lines.push(...rows.map((row) => [...row]));
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};

const PAIRS_A_ROW = 6;

/** Names with numbers, several pairs side by side; read from top to bottom. */
export const pairTable = (pairs: readonly (readonly [string, string])[]): string => {
  const height = Math.ceil(pairs.length / PAIRS_A_ROW);
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from({ length: PAIRS_A_ROW }, (_place, column) => pairs[column * height + row] ?? ['', '']).flat(),
  );
  const columns = Array.from({ length: PAIRS_A_ROW }, () => [{ title: '' }, { title: '', align: 'right' } as const]);
  return table(columns.flat(), rows);
};

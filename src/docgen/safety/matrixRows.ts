/** The rows of the kill matrix, read from its page: a long run has made it, and the page of safety leans on what it says. */
import { readFileSync } from 'node:fs';
import { killMatrixPath } from '../killMatrix.ts';

/** What the kill matrix says of a defect. */
export interface MatrixPageRow {
  /** Such as `killed by liveness`. */
  readonly outcome: string;
  /** What the five properties and the goals alone found: the cell of the detector `core`. */
  readonly core: string;
  /** The properties that fell in any run, the contracts and the reference left out, in the order of the detectors. */
  readonly properties: readonly string[];
}

/** The property that a cell begins with; what it calls SP-18 is a contract. */
const propertyIn = (cell: string): string | undefined =>
  /^[A-Z]+-\d+(?= (?:in|after) )/.exec(cell.replace(/^SP-18\b.*/, ''))?.[0];

/** By defect. */
export const readMatrixRows = (): ReadonlyMap<string, MatrixPageRow> => {
  const rows = readFileSync(killMatrixPath, 'utf8')
    .split('\n')
    .map((line) => line.split(' | '));
  const titles = rows.find(([first]) => first === '| Id') ?? [];
  const cellOf = (row: readonly string[], title: string): string => row[titles.indexOf(title)] ?? '';
  return new Map(
    rows
      .filter((row) => row.length === titles.length && row !== titles)
      .map((row) => [
        row[0]?.slice('| '.length) ?? '',
        {
          outcome: cellOf(row, 'Outcome'),
          core: cellOf(row, 'core'),
          properties: [...new Set(row.flatMap((cell) => propertyIn(cell) ?? []))],
        },
      ]),
  );
};

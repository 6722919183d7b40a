/** The kill matrix as a JSON document. */

import type { Cell, Matrix, MatrixRow } from '../../../model/killMatrix/index.ts';
import { milli } from '../../text/numbers.ts';

/** What `figure2 mutants --json` prints. */
export interface MutantsReport extends Omit<Matrix, 'mutants'> {
  /** How long it all took. */
  readonly seconds: number;
  readonly mutants: readonly Pick<MatrixRow, 'id' | 'clause' | 'outcome' | 'suite' | 'by' | 'length' | 'shortest'>[];
}

export const documentOf = (matrix: Matrix, seconds: number): MutantsReport => {
  const { ok, total, killed, survived, notActivated, equivalent, falselyKilled, untested, hinders, decisions } = matrix;
  const { scores, heldOut, livesThroughLabs } = matrix;
  return {
    ok,
    total,
    killed,
    survived,
    notActivated,
    equivalent,
    falselyKilled,
    untested,
    hinders,
    decisions,
    scores,
    heldOut,
    livesThroughLabs,
    seconds,
    medianSecondsToKill: matrix.medianSecondsToKill === null ? null : milli(matrix.medianSecondsToKill),
    mutants: matrix.mutants.map(({ id, clause, outcome, suite, by, length, shortest }) => ({
      id,
      clause,
      outcome,
      suite,
      by: roundedCells(by),
      length,
      shortest,
    })),
  };
};

const roundedCells = (by: MatrixRow['by']): MatrixRow['by'] =>
  Object.fromEntries(
    Object.entries(by).map(([name, cell]: [string, Cell]) => [name, { ...cell, seconds: milli(cell.seconds) }]),
  );

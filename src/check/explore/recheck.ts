/** A sample of what a search has found, asked again: a model that is another one by now is no model. */

import { ModelFault } from './fault.ts';
import { movesFrom, representativeOf, stateText } from './paths.ts';
import { type Control, completeBlocks, Ended, endOf } from './search.ts';
import type { Space } from './space.ts';
import { BLOCK, type Table } from './table.ts';

/** So many rows are asked again, spread over all of them. */
const SAMPLE = 64;

/**
 * Asks for the successors of some rows of a complete search again, whichever thread asked before: each must have been found, and
 * each row must follow from the one that it was found from.
 *
 * @param expanded so many blocks were expanded; left out: all, if the search is complete.
 * @throws ModelFault when that is not so.
 */
export const recheck = (space: Space, table: Table, control: Control, expanded?: number): void => {
  if (expanded === undefined && endOf(control) !== Ended.complete) return;
  const { parents } = table.memory;
  const rowAt = (number: number): Int32Array => rowsOf(table, space.width, number);
  for (const number of sampleOf(table, expanded ?? completeBlocks(control))) {
    const row = rowAt(number);
    for (const next of movesFrom(space, row)) {
      if (!space.isWithin(next.row, 0)) continue;
      if (table.find(representativeOf(space, next.row)) < 0) refuse(space, row, next.row);
    }
    const parent = parents[number] as number;
    const before = parent < 0 ? undefined : rowAt(parent);
    const isReached = movesFrom(space, before).some(
      (move) => space.isWithin(move.row, 0) && table.find(representativeOf(space, move.row)) === number,
    );
    if (!isReached) refuse(space, before, row);
  }
};

const rowsOf = ({ memory: { rows } }: Table, width: number, number: number): Int32Array =>
  rows.slice(number * width, (number + 1) * width);

/** The numbers of some rows of the first blocks. */
const sampleOf = ({ memory: { used } }: Table, blocks: number): readonly number[] => {
  const numbers: number[] = [];
  let total = 0;
  for (let block = 0; block < blocks; block++) total += used[block] as number;
  const step = Math.max(1, Math.floor(total / SAMPLE));
  let skipped = 0;
  for (let block = 0; block < blocks; block++) {
    for (let place = skipped; place < (used[block] as number); place += step) {
      numbers.push(block * BLOCK + place);
      skipped = place + step;
    }
    skipped -= used[block] as number;
  }
  return numbers;
};

const refuse = (space: Space, before: Int32Array | undefined, after: Int32Array): never => {
  const from = before ? `from ${stateText(space.stateOf(before, 0))}` : 'at the beginning';
  throw new ModelFault(
    `the model is not the same each time: once there is a step ${from} to ${stateText(space.stateOf(after, 0))}, and once there is none`,
  );
};

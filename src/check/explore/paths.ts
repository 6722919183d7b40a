/** The way to a row: what happened, step by step. */
import { excerpt } from '../../text/printable.ts';
import { ModelFault } from './fault.ts';
import type { Found } from './found.ts';
import type { PathStep } from './report.ts';
import type { Sink, Space } from './space.ts';
import type { Table } from './table.ts';

/** An action, by its number, and the row after it, with the very names that the action used. */
export interface RowStep {
  readonly action: number;
  readonly row: Int32Array;
}

/** The rows that stand for a path in the table, from an initial one on. */
const ancestors = (table: Table, width: number, last: number): readonly Int32Array[] => {
  const { rows, parents } = table.memory;
  const path: Int32Array[] = [];
  for (let number = last; number >= 0; number = parents[number] as number) {
    path.unshift(rows.slice(number * width, (number + 1) * width));
  }
  return path;
};

const sameRow = (a: Int32Array, b: Int32Array): boolean => a.every((number, place) => number === b[place]);

/** The successors of a row, or the initial rows if there is none. */
export const movesFrom = (
  space: Space,
  row: Int32Array | undefined,
): readonly (RowStep & { readonly broken: readonly number[] })[] => {
  const moves: (RowStep & { readonly broken: readonly number[] })[] = [];
  let broken: number[] = [];
  const own = new Int32Array(space.width);
  const sink: Sink = {
    row: own,
    accept: (action) => {
      moves.push({ action, row: own.slice(), broken });
      broken = [];
    },
    broken: (property) => broken.push(property),
  };
  if (row) space.expand(row, 0, sink);
  else space.begin(sink);
  return moves;
};

/** The row that stands for a row and all its renamings. */
export const representativeOf = (space: Space, row: Int32Array): Int32Array => {
  const copy = row.slice();
  if (space.symmetry > 1) space.canonicalize(copy);
  return copy;
};

/**
 * The moves to what was found. Under symmetry the table holds representatives; here they are followed by moves that really
 * come one after another, each to a row of the right orbit.
 */
export const movesTo = (space: Space, table: Table, found: Found): readonly RowStep[] => {
  const moves: RowStep[] = [];
  const isStep = space.properties[found.property]?.kind === 'step';
  let row: Int32Array | undefined;
  const go = (isRight: (move: RowStep & { readonly broken: readonly number[] }) => boolean): void => {
    const move = movesFrom(space, row).find(isRight);
    if (!move) throw new Error(`${space.name}: its actions do not give the same successors each time`);
    moves.push({ action: move.action, row: move.row });
    row = move.row;
  };
  for (const target of ancestors(table, space.width, found.parent)) {
    go((move) => sameRow(representativeOf(space, move.row), target));
  }
  const last = Int32Array.from(found.row);
  if (isStep) go(({ broken }) => broken.includes(found.property));
  else {
    const target = representativeOf(space, last);
    go((move) => sameRow(representativeOf(space, move.row), target));
  }
  return moves;
};

/** Moves as words and states. The first is an initial state, to which no action led. */
export const pathOf = (space: Space, moves: readonly RowStep[]): readonly PathStep[] =>
  moves.map(({ action, row }, step) => ({
    action: step === 0 ? null : space.actionText(action),
    state: space.stateOf(row, 0),
  }));

/** So many actions of a path stand in a line. */
const MAX_ACTIONS = 12;
const MAX_STATE = 400;

/** A fault with the way to the row at which it happened. The functions of the model are asked again, and may fail again. */
export const faultAt = (space: Space, table: Table, fault: ModelFault, found: Found): ModelFault => {
  try {
    const path = pathOf(space, movesTo(space, table, found));
    return new ModelFault(`${fault.message}; ${placeOf(path)}`, path);
  } catch {
    return new ModelFault(`${fault.message}; in the state ${stateText(space.stateOf(Int32Array.from(found.row), 0))}`);
  }
};

const placeOf = (path: readonly PathStep[]): string => {
  const actions = path.slice(1).map(({ action }) => action ?? '');
  const state = stateText(path.at(-1)?.state);
  if (actions.length === 0) return `in the initial state ${state}`;
  const last = actions
    .slice(-MAX_ACTIONS)
    .map((action) => excerpt(action))
    .join(', ');
  const before = actions.length > MAX_ACTIONS ? `${actions.length} steps, the last ones ` : '';
  return `in the state ${state}, after ${before}${last}`;
};

/** A state in a line. */
export const stateText = (state: unknown): string => excerpt(JSON.stringify(state), MAX_STATE);

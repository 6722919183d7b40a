/** The exploration of a model in this thread. */

import { ComponentStore } from './componentStore.ts';
import { decideEventually } from './eventually.ts';
import { ModelFault } from './fault.ts';
import type { Found } from './found.ts';
import { FunctionCalls } from './functionCalls.ts';
import { validModel } from './guard.ts';
import { privateInterner } from './interner.ts';
import type { AnyModel, Model, TupleModel } from './model.ts';
import { ModelSpace } from './modelSpace.ts';
import { type ExploreOptions, readOptions } from './options.ts';
import { movesFrom, movesTo, pathOf, stateText } from './paths.ts';
import { recheck } from './recheck.ts';
import type { ExploreReport, PropertyReport, Stop } from './report.ts';
import { type Control, Ended, endOf, interrupt, newControl, progressOf, rowAtWork, Searcher } from './search.ts';
import type { Space, SpaceProperty } from './space.ts';
import { BLOCK, Table, type TableMemory, tableMemory } from './table.ts';
import { tupleSpace } from './tupleSpace.ts';

const DEFAULT_BYTES = 2 ** 30;

/**
 * A value as one thread's space, if it is a model.
 *
 * @throws ModelFault when it is none, or has no symmetry and is to be explored with one.
 */
export const spaceOf = (
  value: unknown,
  store: ComponentStore,
  symmetry?: boolean,
  calls: FunctionCalls = new FunctionCalls(),
): Space => {
  const model: AnyModel = validModel(value, calls);
  if (symmetry && !('symmetry' in model))
    throw new ModelFault('the model has no symmetry; add one, or explore without');
  if ('places' in model) return tupleSpace(model, store, calls);
  const hasGoals = (model.properties ?? []).some(({ kind }) => kind === 'eventually');
  return new ModelSpace(model, { store, calls, wantsSymmetry: symmetry ?? !hasGoals });
};

/**
 * Explores every reachable state of a model, breadth first, in this thread.
 *
 * @throws ModelFault when the model is none, when an option is none or has no such value, when a function of it throws or gives what is of no use, when a state is not JSON, and
 * when its symmetry would give wrong results.
 *
 * @example
 * ```ts
 * import { explore, type Model } from 'figure2/check';
 *
 * const clock: Model<number, 'tick'> = {
 *   name: 'a clock',
 *   initialStates: [0],
 *   actions: () => ['tick'],
 *   next: (hour) => (hour + 1) % 12,
 *   properties: [{ name: 'never 12', kind: 'always', holds: (hour) => hour < 12 }],
 * };
 *
 * const { ok, distinct, depth } = explore(clock);
 * console.log(ok, distinct, depth); // true 12 12
 * ```
 */
export const explore = <State, Action>(
  model: Model<State, Action> | TupleModel,
  options: ExploreOptions = {},
): ExploreReport => exploreTelling(model, options, new FunctionCalls());

/** The same, for others to see each call of the model's functions. */
export const exploreTelling = (model: unknown, options: ExploreOptions, calls: FunctionCalls): ExploreReport => {
  const valid = readOptions(options);
  const space = spaceOf(model, new ComponentStore(privateInterner), valid.symmetry, calls);
  return exploreSpace(space, { ...valid, isRechecked: true });
};

/** Where a thread is that does not come to an end, in words. */
export const atWork = (space: Space, control: Control, memory: TableMemory): string => {
  const row = rowAtWork(control, memory);
  return row ? ` in the state ${stateText(space.stateOf(row, 0))}` : '';
};

/** Where it is when the search is over. */
export const AFTER_SEARCH = ' after the search, where paths are told';

interface SpaceOptions extends ExploreOptions {
  /** Stop at the first violation, and not at the end of its level? */
  readonly isHasty?: boolean;
  /** Ask some of what was found again, for a space of functions that may not be pure? */
  readonly isRechecked?: boolean;
}

/** Explores a space in this thread. */
export const exploreSpace = (
  space: Space,
  {
    memoryBytes = DEFAULT_BYTES,
    keepGoing = false,
    onProgress,
    isOver: mayEnd,
    isHasty = false,
    isRechecked = false,
  }: SpaceOptions,
): ExploreReport => {
  const table = new Table(tableMemory(space.width, memoryBytes, false));
  const control = newControl({ width: space.width, threads: 1, isHasty, keepGoing, isShared: false });
  const searcher = new Searcher(space, table, control, 0);
  let isOver = false;
  space.calls?.tellPlace(() => (isOver ? AFTER_SEARCH : atWork(space, control, table.memory)));
  searcher.begin();
  searcher.run(() => {
    onProgress?.(progressOf(control));
    if (mayEnd?.()) interrupt(control);
  });
  isOver = true;
  if (isRechecked) recheck(space, table, control);
  return reportOf(space, table, control, [...searcher.found.values()]);
};

const STOPS: Readonly<Record<number, Stop>> = {
  [Ended.violation]: 'violation',
  [Ended.memory]: 'memory',
  [Ended.interrupted]: 'interrupted',
};

/** What a search found, when it is over. */
export const reportOf = (space: Space, table: Table, control: Control, found: readonly Found[]): ExploreReport => {
  const { distinct, generated, depth, outside, ends, localSteps } = progressOf(control);
  const stopped = STOPS[endOf(control)] ?? null;
  const complete = stopped === null;
  const vacuous = complete ? vacuityOf(space, table, depth) : null;
  const scene = { space, table, complete, isCut: outside > 0 };
  const properties = space.properties
    .map((property, number) => decide(scene, property, number, found))
    .map((property) => (vacuous === null ? property : withdraw(property, vacuous, table.blocks === 0)));
  return {
    ok: complete && vacuous === null && properties.every(({ ok }) => ok === true),
    model: space.name,
    complete,
    stopped,
    vacuous,
    distinct,
    deadlocks: ends,
    generated,
    depth,
    workers: control.threads,
    symmetry: space.symmetry,
    localSteps,
    bytesPerState: 4 * (space.width + 1),
    properties,
  };
};

/** Where nothing was seen nothing holds; what was seen, or is broken, stays so unless there is no state at all. */
const withdraw = (property: PropertyReport, because: string, isEmpty: boolean): PropertyReport => {
  const { name, kind, ok } = property;
  const isShown = kind === 'sometimes' || ok === false;
  return isShown && !isEmpty ? property : { name, kind, ok: null, because };
};

/** Why all that was seen shows nothing. */
const vacuityOf = (space: Space, table: Table, depth: number): string | null => {
  if (table.blocks === 0) return 'there is no state: no initial one is within the bound';
  if (depth > 1) return null;
  const { rows, used } = table.memory;
  for (let block = 0; block < table.blocks; block++) {
    for (let number = block * BLOCK; number < block * BLOCK + (used[block] as number); number++) {
      const row = rows.slice(number * space.width, (number + 1) * space.width);
      if (movesFrom(space, row).some((move) => move.row.some((value, place) => value !== row[place]))) return null;
    }
  }
  return 'nothing ever happens: no action leads from an initial state to another one';
};

interface Scene {
  readonly space: Space;
  readonly table: Table;
  readonly complete: boolean;
  /** Were there states outside of the bound? */
  readonly isCut: boolean;
}

const first = (found: readonly Found[], property: number): Found | undefined =>
  found.filter((one) => one.property === property).sort((a, b) => a.depth - b.depth)[0];

const decide = (scene: Scene, property: SpaceProperty, number: number, found: readonly Found[]): PropertyReport => {
  const { name, kind } = property;
  const { space, table, complete } = scene;
  if (kind === 'eventually') return { name, kind, ...decideEventually(scene, number) };
  const one = first(found, number);
  if (one) {
    const path = pathOf(space, movesTo(space, table, one));
    if (kind === 'sometimes') return { name, kind, ok: true, path };
    return { name, kind, ok: false, path, because: one.because ?? 'it is false in the last state of the path' };
  }
  if (!complete) return { name, kind, ok: null, because: 'not every reachable state was seen' };
  if (kind === 'sometimes') return { name, kind, ok: false, because: 'it is true of no reachable state' };
  return { name, kind, ok: true };
};

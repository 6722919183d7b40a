/** The exploration of a model in this thread. */

import { ComponentStore } from './componentStore.ts';
import { decideEventually } from './eventually.ts';
import { privateInterner } from './interner.ts';
import type { Model, TupleModel } from './model.ts';
import { ModelSpace } from './modelSpace.ts';
import { movesTo, pathOf } from './paths.ts';
import type { ExploreReport, PropertyReport, Stop } from './report.ts';
import {
  type Control,
  Ended,
  endOf,
  type Found,
  interrupt,
  newControl,
  progressOf,
  Searcher,
  type SearchProgress,
} from './search.ts';
import type { Space, SpaceProperty } from './space.ts';
import { Table, tableMemory } from './table.ts';
import { tupleSpace } from './tupleSpace.ts';

/** How a model is explored. */
export interface ExploreOptions {
  /** Compare states up to the model's renamings? Left out: yes if the model has a symmetry and no `eventually`. */
  readonly symmetry?: boolean;
  /** Memory that may be used, in bytes, roughly. Left out: 1 GiB. */
  readonly memoryBytes?: number;
  /** Called after each block of states. */
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Asked after each block of states: is it to stop here? */
  readonly isOver?: () => boolean;
}

const DEFAULT_BYTES = 2 ** 30;

/** A model of whose states and actions nothing is known. */
export type AnyModel = Model<unknown, unknown> | TupleModel;

const isTuple = <State, Action>(model: Model<State, Action> | TupleModel): model is TupleModel => 'places' in model;

/** A model as one thread's space. */
export const spaceOf = <State, Action>(
  model: Model<State, Action> | TupleModel,
  store: ComponentStore,
  symmetry?: boolean,
): Space => {
  if (isTuple(model)) return tupleSpace(model, store);
  const hasGoals = (model.properties ?? []).some(({ kind }) => kind === 'eventually');
  return new ModelSpace(model, store, symmetry ?? !hasGoals);
};

/**
 * Explores every reachable state of a model, breadth first, in this thread.
 *
 * @throws NotSymmetric when the model's symmetry would give wrong results; NotJson when a state is not JSON; and whatever the
 * model's own functions throw.
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
): ExploreReport => {
  const space = spaceOf(model, new ComponentStore(privateInterner), options.symmetry);
  return exploreSpace(space, options);
};

/** Explores a space in this thread. */
export const exploreSpace = (
  space: Space,
  { memoryBytes = DEFAULT_BYTES, onProgress, isOver, isHasty = false }: ExploreOptions & { readonly isHasty?: boolean },
): ExploreReport => {
  const table = new Table(tableMemory(space.width, memoryBytes, false));
  const control = newControl(1, isHasty, false);
  const searcher = new Searcher(space, table, control, 0);
  searcher.begin();
  searcher.run(() => {
    onProgress?.(progressOf(control));
    if (isOver?.()) interrupt(control);
  });
  return reportOf(space, table, control, [...searcher.found.values()]);
};

const STOPS: Readonly<Record<number, Stop>> = {
  [Ended.violation]: 'violation',
  [Ended.memory]: 'memory',
  [Ended.interrupted]: 'interrupted',
};

/** What a search found, when it is over. */
export const reportOf = (space: Space, table: Table, control: Control, found: readonly Found[]): ExploreReport => {
  const { distinct, generated, depth, outside, localSteps } = progressOf(control);
  const stopped = STOPS[endOf(control)] ?? null;
  const complete = stopped === null;
  const scene = { space, table, complete, isCut: outside > 0 };
  const properties = space.properties.map((property, number) => decide(scene, property, number, found));
  return {
    ok: complete && properties.every(({ ok }) => ok === true),
    model: space.name,
    complete,
    stopped,
    distinct,
    generated,
    depth,
    workers: control.threads,
    symmetry: space.symmetry,
    localSteps,
    bytesPerState: 4 * (space.width + 1),
    properties,
  };
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

/** A plain model as a space. */

import { canonicalText } from './canonical.ts';
import type { Component, ComponentStore } from './componentStore.ts';
import type { Model, Property, StepProperty, Successors, Symmetry, Verdict } from './model.ts';
import { isTrue, NotSymmetric, reasonOf, type Sink, type Space, type SpaceProperty } from './space.ts';

type AnyProperty<State, Action> = Property<State> | StepProperty<State, Action>;

const isSeveral = <State>(next: State | Successors<State> | undefined): next is Successors<State> =>
  typeof next === 'object' && next !== null && 'anyOf' in next && Array.isArray(next.anyOf);

/** What an action may lead to. */
export const statesAfter = <State, Action>(
  model: Model<State, Action>,
  state: State,
  action: Action,
): readonly State[] => {
  const next = model.next(state, action);
  if (next === undefined) return [];
  return isSeveral(next) ? next.anyOf : [next];
};

/** A model as a space: rows of one number, which stands for the whole state. */
export class ModelSpace<State, Action> implements Space {
  readonly name: string;
  readonly width = 1;
  readonly symmetry: number;
  readonly properties: readonly SpaceProperty[];
  readonly fairness: Space['fairness'];
  readonly #model: Model<State, Action>;
  readonly #all: readonly AnyProperty<State, Action>[];
  readonly #ofSteps: readonly (readonly [number, StepProperty<State, Action>])[];
  readonly #store: ComponentStore;
  readonly #states: Component<State>;
  readonly #actions: Component<Action>;
  readonly #renaming: Symmetry<State> | undefined;
  /** The representative of each state that was asked for. */
  readonly #representatives = new Map<number, number>();
  #expanded = 0;

  constructor(model: Model<State, Action>, store: ComponentStore, wantsSymmetry: boolean) {
    this.#model = model;
    this.name = model.name;
    this.#store = store;
    this.#states = store.component('state');
    this.#actions = store.component('action');
    this.#renaming = wantsSymmetry ? model.symmetry : undefined;
    this.symmetry = 1 + (this.#renaming?.renamings ?? 0);
    this.#all = model.properties ?? [];
    this.properties = this.#all.map(({ name, kind }) => ({ name, kind }));
    this.#ofSteps = [...this.#all.entries()].flatMap(([number, property]) =>
      property.kind === 'step' ? [[number, property] as const] : [],
    );
    this.fairness = model.fairness ?? [];
  }

  begin(sink: Sink): void {
    for (const state of this.#model.initialStates) {
      sink.row[0] = this.#states.numberOf(state);
      sink.accept(0);
    }
  }

  expand(rows: Int32Array, at: number, sink: Sink): void {
    this.#expanded++;
    const state = this.#stateAt(rows, at);
    if (this.#renaming && this.symmetry > 1) this.#checkSymmetry(state, this.#renaming);
    for (const action of this.#model.actions(state)) {
      const after = statesAfter(this.#model, state, action);
      if (after.length === 0) continue;
      const number = this.#actions.numberOf(action);
      for (const next of after) {
        sink.row[0] = this.#states.numberOf(next);
        this.#judgeStep(state, action, next, sink);
        sink.accept(number);
      }
    }
  }

  #judgeStep(before: State, action: Action, after: State, sink: Sink): void {
    for (const [property, { holds }] of this.#ofSteps) {
      const verdict = holds(before, action, after);
      if (!isTrue(verdict)) sink.broken(property, reasonOf(verdict) ?? 'the last step of the path does not satisfy it');
    }
  }

  isWithin(row: Int32Array, at: number): boolean {
    return this.#model.within?.(this.#stateAt(row, at)) ?? true;
  }

  judge(property: number, rows: Int32Array, at: number): Verdict {
    return this.#ofStates(property).holds(this.#stateAt(rows, at));
  }

  isAsked(property: number, rows: Int32Array, at: number, isInitial: boolean): boolean {
    return this.#ofStates(property).whenever?.(this.#stateAt(rows, at)) ?? isInitial;
  }

  isFair(fairness: number, action: number): boolean {
    return this.#model.fairness?.[fairness]?.includes(this.#actions.valueOf(action)) ?? false;
  }

  /** A property that is not one of steps: those are judged where steps are made. */
  #ofStates(property: number): Property<State> {
    return this.#all[property] as Property<State>;
  }

  #stateAt(rows: Int32Array, at: number): State {
    return this.#states.valueOf(rows[at] as number);
  }

  // --- symmetry ---

  canonicalize(row: Int32Array): void {
    row[0] = this.#representativeOf(row[0] as number);
  }

  /** The renaming whose text comes first. */
  #representativeOf(number: number): number {
    const known = this.#representatives.get(number);
    if (known !== undefined || !this.#renaming) return known ?? number;
    const state = this.#states.valueOf(number);
    let first = number;
    let firstText = this.#states.textOf(number);
    for (let renaming = 0; renaming < this.#renaming.renamings; renaming++) {
      const renamed = this.#renaming.rename(state, renaming);
      const text = canonicalText(renamed);
      if (text >= firstText) continue;
      first = this.#states.numberOf(renamed);
      firstText = text;
    }
    this.#representatives.set(number, first);
    return first;
  }

  /** Compares a state with one of its renamings, another one each time. */
  #checkSymmetry(state: State, { rename, renamings }: Symmetry<State>): void {
    const renamed = rename(state, this.#expanded % renamings);
    const because = this.#differenceOf(state, renamed);
    if (because) throw new NotSymmetric(`${because}: ${canonicalText(state)} and ${canonicalText(renamed)}`);
  }

  /** What a state and a renaming of it should have in common, and do not. */
  #differenceOf(state: State, renamed: State): string | undefined {
    const [one, other] = [this.#states.numberOf(state), this.#states.numberOf(renamed)];
    if (this.#representativeOf(one) !== this.#representativeOf(other)) {
      return 'the renamings are no group, since two states that are renamings of each other have different ones';
    }
    const isPartial = (property: AnyProperty<State, Action>): boolean =>
      property.kind !== 'step' && isTrue(property.holds(state)) !== isTrue(property.holds(renamed));
    const partial = this.#all.find(isPartial);
    if (partial) return `${partial.name} tells renamings of each other apart`;
    if (this.#orbitsAfter(state) !== this.#orbitsAfter(renamed)) {
      return 'renamings of each other have different successors';
    }
    return undefined;
  }

  #orbitsAfter(state: State): string {
    const after = this.#model.actions(state).flatMap((action) => statesAfter(this.#model, state, action));
    const orbits = after.map((next) => this.#representativeOf(this.#states.numberOf(next)));
    return [...new Set(orbits)].sort().join(' ');
  }

  // --- for people ---

  stateOf(rows: Int32Array, at: number): State {
    return this.#stateAt(rows, at);
  }

  actionText(action: number): string {
    return (this.#model.describe ?? canonicalText)(this.#actions.valueOf(action));
  }

  localSteps(): number {
    return this.#expanded;
  }

  bytes(): number {
    return this.#store.bytes;
  }
}

/** A plain model as a space. */

import { canonicalText } from './canonical.ts';
import type { Component, ComponentStore } from './componentStore.ts';
import type { FunctionCalls } from './functionCalls.ts';
import type { AnyProperty, Model, NoDeadlock, Property, StepProperty, Verdict } from './model.ts';
import { Orbits } from './orbits.ts';
import { isSampled, Repetition } from './purity.ts';
import { isTrue, reasonOf, type Sink, type Space, type SpaceProperty } from './space.ts';
import { successorsReader } from './successors.ts';

/** What a space is made of, beside its model. */
interface ModelSpaceParts {
  readonly store: ComponentStore;
  /** Where the calls of the model's functions are told. */
  readonly calls: FunctionCalls;
  readonly wantsSymmetry: boolean;
}

/** A model as a space: rows of one number, which stands for the whole state. */
export class ModelSpace<State, Action> implements Space {
  readonly name: string;
  readonly width = 1;
  readonly symmetry: number;
  readonly properties: readonly SpaceProperty[];
  readonly fairness: Space['fairness'];
  readonly calls: FunctionCalls;
  readonly #model: Model<State, Action>;
  readonly #all: readonly AnyProperty<State, Action>[];
  readonly #ofSteps: readonly (readonly [number, StepProperty<State, Action>])[];
  readonly #store: ComponentStore;
  readonly #states: Component<State>;
  readonly #actions: Component<Action>;
  readonly #statesAfter: (state: State, action: Action) => readonly State[];
  readonly #numberOf: (state: State) => number;
  readonly #actionNumberOf: (action: Action) => number;
  readonly #repetition: Repetition<State, Action>;
  readonly #orbits: Orbits<State, Action> | undefined;
  #expanded = 0;

  constructor(model: Model<State, Action>, { store, calls, wantsSymmetry }: ModelSpaceParts) {
    this.calls = calls;
    this.#model = model;
    this.name = model.name;
    this.#store = store;
    this.#states = store.component('state');
    this.#actions = store.component('action', 'an action');
    this.#numberOf = calls.told('the reading of a state', (state) => this.#states.numberOf(state));
    this.#actionNumberOf = calls.told('the reading of an action', (action) => this.#actions.numberOf(action));
    const read = calls.told('the reading of what model.next gave', successorsReader(model.initialStates));
    this.#statesAfter = (state, action) => read(model.next(state, action));
    const reading = calls.told('the reading of a state or an action', canonicalText);
    const symmetry = wantsSymmetry ? model.symmetry : undefined;
    this.#orbits = symmetry && new Orbits(model, symmetry, this.#states, this.#statesAfter, reading);
    this.symmetry = 1 + (symmetry?.renamings ?? 0);
    this.#repetition = new Repetition(model, this.#statesAfter, reading, Math.min(1, this.symmetry - 1));
    this.#all = model.properties ?? [];
    this.properties = this.#all.map(({ name, kind }) => ({ name, kind }));
    this.#ofSteps = [...this.#all.entries()].flatMap(([number, property]) =>
      property.kind === 'step' ? [[number, property] as const] : [],
    );
    this.fairness = model.fairness ?? [];
  }

  begin(sink: Sink): void {
    for (const state of this.#model.initialStates) {
      sink.row[0] = this.#numberOf(state);
      sink.accept(0);
    }
  }

  expand(rows: Int32Array, at: number, sink: Sink): void {
    const state = this.#stateAt(rows, at);
    if (isSampled(this.#expanded++)) this.#repetition.check(state);
    this.#orbits?.check(state);
    for (const action of this.#model.actions(state)) {
      const after = this.#statesAfter(state, action);
      if (after.length === 0) continue;
      const number = this.#actionNumberOf(action);
      for (const next of after) {
        const reached = this.#numberOf(next);
        sink.row[0] = reached;
        if (this.#ofSteps.length > 0) {
          this.#judgeStep(state, this.#actions.valueOf(number), this.#states.valueOf(reached), sink);
        }
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
    const asked = this.#ofStates(property);
    const state = this.#stateAt(rows, at);
    return asked.kind === 'noDeadlock' ? (asked.unless?.(state) ?? false) : asked.holds(state);
  }

  isAsked(property: number, rows: Int32Array, at: number, isInitial: boolean): boolean {
    const asked = this.#ofStates(property);
    if (asked.kind === 'noDeadlock') return isInitial;
    return asked.whenever?.(this.#stateAt(rows, at)) ?? isInitial;
  }

  isFair(fairness: number, action: number): boolean {
    return this.#model.fairness?.[fairness]?.includes(this.#actions.valueOf(action)) ?? false;
  }

  /** A property that is not one of steps: those are judged where steps are made. */
  #ofStates(property: number): Property<State> | NoDeadlock<State> {
    return this.#all[property] as Property<State> | NoDeadlock<State>;
  }

  #stateAt(rows: Int32Array, at: number): State {
    return this.#states.valueOf(rows[at] as number);
  }

  canonicalize(row: Int32Array): void {
    if (this.#orbits) row[0] = this.#orbits.representativeOf(row[0] as number);
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

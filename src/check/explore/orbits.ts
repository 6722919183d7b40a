/** States that differ by a renaming only, and whether a model treats them alike. */

import type { canonicalText } from './canonical.ts';
import type { Component } from './componentStore.ts';
import type { AnyProperty, Model, Symmetry } from './model.ts';
import { isTrue, NotSymmetric } from './space.ts';

/** What an action may lead to. */
export type StatesAfter<State, Action> = (state: State, action: Action) => readonly State[];

/**
 * So many pairs of a state and one of its renamings have their successors compared, all renamings of each state; from then on
 * each state is compared with one.
 */
const MAX_PAIRS = 1000;

/** The orbits of a model's symmetry. */
export class Orbits<State, Action> {
  readonly #model: Model<State, Action>;
  readonly #symmetry: Symmetry<State>;
  readonly #states: Component<State>;
  readonly #statesAfter: StatesAfter<State, Action>;
  readonly #textOf: typeof canonicalText;
  readonly #properties: readonly AnyProperty<State, Action>[];
  /** The representative of each state that was asked for. */
  readonly #representatives = new Map<number, number>();
  #checked = 0;
  #pairs = 0;

  /** @param textOf what states are read by. */
  constructor(
    model: Model<State, Action>,
    symmetry: Symmetry<State>,
    states: Component<State>,
    statesAfter: StatesAfter<State, Action>,
    textOf: typeof canonicalText,
  ) {
    this.#model = model;
    this.#symmetry = symmetry;
    this.#states = states;
    this.#statesAfter = statesAfter;
    this.#textOf = textOf;
    this.#properties = model.properties ?? [];
  }

  /**
   * The renaming whose text comes first.
   *
   * @throws NotSymmetric when there is no way back from it.
   */
  representativeOf(number: number): number {
    const known = this.#representatives.get(number);
    if (known !== undefined) return known;
    const state = this.#states.valueOf(number);
    const ownText = this.#states.textOf(number);
    let [first, firstText] = [state, ownText];
    for (const renamed of this.#renamingsOf(state)) {
      const text = this.#textOf(renamed);
      if (text < firstText) [first, firstText] = [renamed, text];
    }
    if (firstText !== ownText && !this.#renamingsOf(first).some((renamed) => this.#textOf(renamed) === ownText)) {
      this.#refuse('the renamings are no group, since there is one that no other takes back', state, first);
    }
    const representative = firstText === ownText ? number : this.#states.numberOf(first);
    this.#representatives.set(number, representative);
    return representative;
  }

  #renamingsOf(state: State): readonly State[] {
    const { renamings, rename } = this.#symmetry;
    return Array.from({ length: renamings }, (_, renaming) => rename(state, renaming));
  }

  /**
   * Compares a state that stands for its renamings with all of them, and what they lead to.
   *
   * @throws NotSymmetric
   */
  check(state: State): void {
    const renamings = this.#renamingsOf(state);
    const verdicts = this.#verdictsOf(state);
    for (const renamed of renamings) {
      const other = this.#verdictsOf(renamed);
      const place = verdicts.findIndex((verdict, number) => verdict !== other[number]);
      if (place < 0) continue;
      const name = this.#properties[place]?.name ?? 'model.within';
      this.#refuse(`${name} tells renamings of each other apart`, state, renamed);
    }
    if (this.#pairs < MAX_PAIRS) for (const renaming of renamings.keys()) this.#checkPair(state, renamings, renaming);
    else this.#checkPair(state, renamings, this.#checked % renamings.length);
    this.#checked++;
  }

  /** What the properties of states say, and the bound. */
  #verdictsOf(state: State): readonly boolean[] {
    const verdicts = this.#properties.map((property) => {
      if (property.kind === 'step') return true;
      return property.kind === 'noDeadlock' ? property.unless?.(state) === true : isTrue(property.holds(state));
    });
    return [...verdicts, this.#model.within?.(state) ?? true];
  }

  #checkPair(state: State, renamings: readonly State[], renaming: number): void {
    this.#pairs++;
    const renamed = renamings[renaming] as State;
    const [one, other] = [this.#states.numberOf(state), this.#states.numberOf(renamed)];
    if (this.representativeOf(one) !== this.representativeOf(other)) {
      const because =
        'the renamings are no group, since two states that are renamings of each other have different ones';
      this.#refuse(because, state, renamed);
    }
    const { rename } = this.#symmetry;
    const isSame =
      this.#stepsOf(state, (next) => this.#textOf(rename(next, renaming))) ===
        this.#stepsOf(renamed, (next) => this.#textOf(next)) ||
      this.#stepsOf(state, this.#orbitOf) === this.#stepsOf(renamed, this.#orbitOf);
    if (!isSame) this.#refuse('renamings of each other have different successors', state, renamed);
  }

  readonly #orbitOf = (state: State): string => `${this.representativeOf(this.#states.numberOf(state))}`;

  /** All steps from a state as one text, in which nothing counts but where they lead and what holds there. */
  #stepsOf(before: State, nameOf: (after: State) => string): string {
    const steps = this.#model.actions(before).flatMap((action) =>
      this.#statesAfter(before, action).map((after) => {
        const verdicts = this.#properties.map((property) =>
          property.kind === 'step' ? isTrue(property.holds(before, action, after)) : true,
        );
        // What is outside is no state's turn later on.
        const isWithin = this.#model.within?.(after) ?? true;
        return [nameOf(after), ...verdicts, isWithin, ...(isWithin ? [] : this.#verdictsOf(after))].join(' ');
      }),
    );
    return [...new Set(steps)].sort().join('\n');
  }

  #refuse(because: string, state: State, renamed: State): never {
    throw new NotSymmetric(`${because}: ${this.#textOf(state)} and ${this.#textOf(renamed)}`);
  }
}

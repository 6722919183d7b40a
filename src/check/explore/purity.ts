/** Whether the functions of a model give the same answers each time: a sample of them is asked twice. */

import { excerpt } from '../../text/printable.ts';
import type { canonicalText } from './canonical.ts';
import { ModelFault } from './fault.ts';
import type { Model, Verdict } from './model.ts';
import type { StatesAfter } from './orbits.ts';
import { isTrue, reasonOf } from './space.ts';

/** The first ones are all in the sample, then one in so many: that costs little, and depends on nothing but how many there were. */
const FIRST = 64;
const EACH = 256;

/** Is what comes after so many others in the sample? */
export const isSampled = (number: number): boolean => number < FIRST || number % EACH === 0;

/** @throws ModelFault when the two answers are not the same. */
export const expectSame = (name: string, one: string, other: string): void => {
  if (one === other) return;
  throw new ModelFault(`${name} is not pure: of the same it says ${excerpt(one)}, and then ${excerpt(other)}`);
};

/** An answer as a text. It may be undefined, and a verdict may hold what is not JSON. */
const textOf = (answer: unknown): string => (answer === undefined ? 'undefined' : JSON.stringify(answer));

/** What a verdict says: whatever else is in it nobody reads. */
export const verdictText = (verdict: Verdict): string => `${isTrue(verdict)} ${reasonOf(verdict) ?? ''}`.trim();

/** What a model says of a state, by the name of the function. */
type Answers = ReadonlyMap<string, string>;

/** Asks a model of states of the sample, each function twice in a row, and once more when the next state's turn comes. */
export class Repetition<State, Action> {
  readonly #model: Model<State, Action>;
  readonly #statesAfter: StatesAfter<State, Action>;
  readonly #reading: typeof canonicalText;
  readonly #renamings: number;
  #earlier: { readonly state: State; readonly answers: Answers } | undefined;

  /**
   * @param reading what states and actions are read by.
   * @param renamings how many renamings are in use.
   */
  constructor(
    model: Model<State, Action>,
    statesAfter: StatesAfter<State, Action>,
    reading: typeof canonicalText,
    renamings: number,
  ) {
    this.#model = model;
    this.#statesAfter = statesAfter;
    this.#reading = reading;
    this.#renamings = renamings;
  }

  /** @throws ModelFault when some function does not give the same answer each time. */
  check(state: State): void {
    if (this.#earlier) {
      const { answers } = this.#earlier;
      const again = this.#ask(this.#earlier.state, (_name, answer) => answer());
      for (const [name, answer] of again) expectSame(name, answers.get(name) ?? 'nothing', answer);
    }
    const answers = this.#ask(state, (name, answer) => {
      const first = answer();
      expectSame(name, first, answer());
      return first;
    });
    this.#earlier = { state, answers };
  }

  #textsOf(values: readonly unknown[], what: string): string {
    return values.map((value) => this.#reading(value, what)).join(', ');
  }

  #ask(state: State, ask: (name: string, answer: () => string) => string): Answers {
    const { actions, within, symmetry, properties = [] } = this.#model;
    const answers = new Map<string, string>();
    const put = (name: string, answer: () => string): void => void answers.set(name, ask(name, answer));
    put('model.actions', () => this.#textsOf(actions(state), 'an action'));
    for (const action of actions(state)) {
      const name = `model.next (of ${excerpt(textOf(action))})`;
      put(name, () => this.#textsOf(this.#statesAfter(state, action), 'a state'));
    }
    if (within) put('model.within', () => textOf(within(state)));
    for (const property of properties) {
      if (property.kind === 'step') continue;
      const { name } = property;
      if (property.kind === 'noDeadlock') put(`model.properties (${name})`, () => textOf(property.unless?.(state)));
      else {
        put(`model.properties (${name}).holds`, () => verdictText(property.holds(state)));
        if (property.whenever) put(`model.properties (${name}).whenever`, () => textOf(property.whenever?.(state)));
      }
    }
    for (let renaming = 0; symmetry && renaming < this.#renamings; renaming++) {
      put(`model.symmetry.rename (${renaming})`, () => this.#reading(symmetry.rename(state, renaming)));
    }
    return answers;
  }
}

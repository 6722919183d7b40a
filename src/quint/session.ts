/** A specification that goes step by step, as somebody else says. */
import type { RuntimeValue } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import { decodeState, Machine } from './machine.ts';
import type { Program } from './program.ts';
import { type QuintRefusal, refusalOfNamed } from './refusal.ts';
import { decode, type Value } from './values.ts';

export type Act = { readonly ok: true } | { readonly ok: false; readonly refusal: QuintRefusal };

export class Session {
  readonly #machine: Machine;
  readonly #actions = new Map<string, () => boolean>();
  readonly #values = new Map<string, () => RuntimeValue>();

  /** The seed is for what `nondet` and `any` choose. */
  constructor(program: Program, seed: bigint) {
    this.#machine = new Machine(program, seed, false);
  }

  /**
   * Runs an action, with some variables set before it. The next state is the state from then on. An action that is refused
   * changes nothing, not even these variables.
   *
   * @throws SpecError when there is no such action or variable, or it comes to an error, such as a key that no map has.
   */
  act(action: string, set: Readonly<Record<string, Value>> = {}): Act {
    const machine = this.#machine;
    const run = this.#actions.get(action) ?? machine.predicate(action);
    this.#actions.set(action, run);
    const putBack = machine.assign(set);
    let isDone = false;
    try {
      if (run()) {
        machine.shift(action);
        isDone = true;
        return { ok: true };
      }
      machine.unassign();
      return { ok: false, refusal: this.#refusal(action) };
    } finally {
      if (!isDone) {
        machine.unassign();
        putBack();
      }
    }
  }

  #refusal(action: string): QuintRefusal {
    const { sources } = this.#machine.program;
    const { id } = this.#machine.definition(action);
    // A choice among very many values may fail by bad luck: then it is the whole action that says no.
    return refusalOfNamed(this.#machine, action) ?? { text: sources.text(id), ...sources.position(id), where: {} };
  }

  /** The variables that have a value. */
  state(): Readonly<Record<string, Value>> {
    return decodeState(this.#machine.state());
  }

  /** Is a condition true in this state? If not, its first part that is false. @throws SpecError */
  check(condition: string): Act {
    if (this.evaluate(condition) === true) return { ok: true };
    return { ok: false, refusal: this.#refusal(condition) };
  }

  /** The value of a definition in this state. @throws SpecError */
  evaluate(name: string): Value {
    const value = this.#values.get(name) ?? this.#machine.compiled(name);
    this.#values.set(name, value);
    return decode(value());
  }
}

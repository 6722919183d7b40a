/**
 * Which function of a model is called right now, where another thread can see it: a function that computes without end can't say
 * so itself.
 */

/** How often a call has begun or ended, odd while one goes on, and the number of the function. */
const COUNT = 0;
const NUMBER = 1;

/** Bytes that the calls of one thread are told in. */
export const CALL_BYTES = 64;

/** The calls of the functions of one model, in one thread. Told apart are those that do not call each other. */
export class FunctionCalls {
  readonly #names: string[] = [];
  #head: Int32Array = new Int32Array(2);
  #place: () => string = () => '';

  /** From here on the calls are told in this memory, which others may look at: at least `CALL_BYTES`. */
  tellIn(memory: SharedArrayBuffer, at = 0): void {
    this.#head = new Int32Array(memory, at, 2);
  }

  /** What is called, or was last; undefined: nothing yet. */
  get last(): string | undefined {
    return this.#head[COUNT] === 0 ? undefined : this.#names[this.#head[NUMBER] as number];
  }

  /** Where in a search the last call was, for words that follow its name. */
  get place(): string {
    return this.#place();
  }

  tellPlace(place: () => string): void {
    this.#place = place;
  }

  /** The names of all functions, by their numbers: the same in each thread. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** A function whose calls are told under a name. */
  told<Arguments extends readonly unknown[], Result>(
    name: string,
    call: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result {
    const number = this.#names.push(name) - 1;
    return (...args) => {
      const head = this.#head;
      head[NUMBER] = number;
      Atomics.add(head, COUNT, 1);
      try {
        return call(...args);
      } finally {
        Atomics.add(head, COUNT, 1);
      }
    };
  }
}

/** A call that goes on: which function's, and a number that no other call has. */
export interface OngoingCall {
  readonly number: number;
  readonly count: number;
}

/** The call that goes on in a thread; undefined: none does. */
export const ongoingCall = (memory: SharedArrayBuffer, at = 0): OngoingCall | undefined => {
  const head = new Int32Array(memory, at, 2);
  const count = Atomics.load(head, COUNT);
  return count % 2 === 0 ? undefined : { count, number: Atomics.load(head, NUMBER) };
};

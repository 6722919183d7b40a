/** What threads tell each other of a function that is remembered: pairs of numbers and their results, one after the other. */

/** Sent to each thread. Memory that is not used is not taken. */
export interface SharedMemoLog {
  /** One word: how many entries were begun. */
  readonly head: Int32Array;
  /** Three words an entry: the pair, and the result + 1 (0: not yet written). */
  readonly cells: Int32Array;
}

const WORDS = 3;

/** Room for so many entries; what comes after them is not told. */
export const sharedMemoLog = (entries: number): SharedMemoLog => ({
  head: new Int32Array(new SharedArrayBuffer(4)),
  cells: new Int32Array(new SharedArrayBuffer(4 * WORDS * entries)),
});

/** One thread's view of a memo log. */
export class MemoLog {
  readonly #head: Int32Array;
  readonly #cells: Int32Array;
  #read = 0;

  constructor({ head, cells }: SharedMemoLog) {
    this.#head = head;
    this.#cells = cells;
  }

  append(a: number, b: number, result: number): void {
    const cell = Atomics.add(this.#head, 0, 1) * WORDS;
    if (cell + WORDS > this.#cells.length) return;
    this.#cells[cell] = a;
    this.#cells[cell + 1] = b;
    Atomics.store(this.#cells, cell + 2, result + 1);
  }

  /** Calls `learn` with what was told since the last time, by whomever. */
  read(learn: (a: number, b: number, result: number) => void): void {
    const cells = this.#cells;
    const end = Math.min(Atomics.load(this.#head, 0) * WORDS, cells.length);
    for (; this.#read < end; this.#read += WORDS) {
      const result = Atomics.load(cells, this.#read + 2);
      if (result === 0) return; // its thread is about to write it
      learn(cells[this.#read] as number, cells[this.#read + 1] as number, result - 1);
    }
  }
}

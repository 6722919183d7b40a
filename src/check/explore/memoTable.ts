/** A remembered function of two numbers. */
const EMPTY = -1;
const WORDS = 3;

const hashOf = (a: number, b: number): number => {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0xc2b2ae35) ^ (hash >>> 13);
};

/** What belongs to a pair of numbers: a function of two numbers, remembered. Numbers are whole and not negative. */
export class MemoTable {
  #cells = new Int32Array(WORDS * 64).fill(EMPTY);
  #mask = 63;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#cells.byteLength;
  }

  /** -1: nothing is known of this pair. */
  get(a: number, b: number): number {
    const cells = this.#cells;
    for (let slot = hashOf(a, b) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const cell = slot * WORDS;
      const first = cells[cell];
      if (first === a && cells[cell + 1] === b) return cells[cell + 2] ?? EMPTY;
      if (first === EMPTY) return EMPTY;
    }
  }

  /** The pair must not be known yet. */
  set(a: number, b: number, value: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    this.#put(a, b, value);
    this.#size++;
  }

  #put(a: number, b: number, value: number): void {
    const cells = this.#cells;
    let slot = hashOf(a, b) & this.#mask;
    while (cells[slot * WORDS] !== EMPTY) slot = (slot + 1) & this.#mask;
    cells[slot * WORDS] = a;
    cells[slot * WORDS + 1] = b;
    cells[slot * WORDS + 2] = value;
  }

  #grow(): void {
    const old = this.#cells;
    this.#mask = this.#mask * 2 + 1;
    this.#cells = new Int32Array(WORDS * (this.#mask + 1)).fill(EMPTY);
    for (let cell = 0; cell < old.length; cell += WORDS) {
      const a = old[cell] ?? EMPTY;
      if (a !== EMPTY) this.#put(a, old[cell + 1] ?? 0, old[cell + 2] ?? 0);
    }
  }
}

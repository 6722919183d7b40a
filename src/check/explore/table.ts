/**
 * Every row that was ever found, each once, with the row that it was found from. Rows lie in blocks; a block belongs to one
 * level of the search, and to one thread while it is being filled. Threads share the memory and add rows without locks: a row
 * is written first and published by one compare-and-swap of its slot.
 */

/** Rows in a block, and the most in a batch. */
export const BLOCK = 256;

/** Words of `head`. */
const BLOCKS = 0;
const SLOT_BITS = 1;

const FIRST_SLOT_BITS = 16;

/** What threads share of a table. Sent to each of them. */
export interface TableMemory {
  readonly width: number;
  readonly isShared: boolean;
  /** The most that rows, parents and slots may take. */
  readonly maxBytes: number;
  readonly head: Int32Array;
  rows: Int32Array;
  /** The number of the row that a row was found from; -1: it is initial. */
  parents: Int32Array;
  /** Rows in each block. */
  used: Int32Array;
  /** Pairs: number of a row + 1 (0: free), and a hint of its hash (0: not yet there). */
  slots: Int32Array;
}

/** Atomic access reaches arrays of less than 4 GiB: twice as many slots, of two words each, stay below it. */
const MAX_ROWS = 2 ** 27;

const array = (length: number, isShared: boolean): Int32Array =>
  new Int32Array(isShared ? new SharedArrayBuffer(4 * length) : new ArrayBuffer(4 * length));

/** Shared memory has its full length from the beginning; what is not used of it is not taken from the machine. */
export const tableMemory = (width: number, maxBytes: number, isShared: boolean): TableMemory => {
  const maxRows = Math.min(Math.floor(maxBytes / (4 * (width + 1))), MAX_ROWS);
  const blocks = isShared ? Math.max(64, Math.ceil(maxRows / BLOCK)) : 64;
  const slotBits = isShared ? Math.max(FIRST_SLOT_BITS, Math.ceil(Math.log2(maxRows * 2))) : FIRST_SLOT_BITS;
  const head = array(2, isShared);
  head[SLOT_BITS] = FIRST_SLOT_BITS;
  return {
    width,
    isShared,
    maxBytes,
    head,
    rows: array(blocks * BLOCK * width, isShared),
    parents: array(blocks * BLOCK, isShared),
    used: array(blocks, isShared),
    slots: array(2 ** slotBits * 2, isShared),
  };
};

/** Room for one more block is not to be had. */
export class TableFull extends Error {}

const hashOf = (rows: Int32Array, at: number, width: number): number => {
  let hash = 0x2545f491;
  for (let place = at; place < at + width; place++) {
    hash = Math.imul(hash ^ (rows[place] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
};

/** One thread's view of the table. */
export class Table {
  readonly memory: TableMemory;
  readonly #width: number;
  #next = 0; // the row that this thread fills in next
  #end = 0; // where its block ends
  readonly #hashes = new Int32Array(BLOCK);
  /** Of no meaning: loads whose values nobody can see would not be made. */
  touched = 0;

  constructor(memory: TableMemory) {
    this.memory = memory;
    this.#width = memory.width;
  }

  /** Blocks that were begun. */
  get blocks(): number {
    return Atomics.load(this.memory.head, BLOCKS);
  }

  /** Memory that is in use. */
  get bytes(): number {
    return this.blocks * BLOCK * 4 * (this.#width + 1) + this.#slotBytes;
  }

  get #slotBytes(): number {
    return 8 * 2 ** Atomics.load(this.memory.head, SLOT_BITS);
  }

  /** Do searches take long because too many slots are taken? */
  get isCrowded(): boolean {
    return this.blocks * BLOCK > 0.6 * 2 ** Atomics.load(this.memory.head, SLOT_BITS);
  }

  /**
   * Adds those rows of a batch that are new, in their order, and calls `isNew` for each with its place in the batch and its
   * number. `parents` are the rows that they come from.
   */
  addAll(batch: Int32Array, parents: Int32Array, count: number, isNew: (place: number, number: number) => void): void {
    const width = this.#width;
    this.#hash(batch, 0, count);
    this.#touchSlots(count);
    this.#touchRows(count);
    for (let place = 0; place < count; place++) {
      const number = this.#add(batch, place * width, parents[place] as number, this.#hashes[place] as number);
      if (number >= 0) isNew(place, number);
    }
  }

  // Most of the time of a large search is waiting for memory. What is asked for at once arrives sooner than one after the
  // other, but a processor looks ahead over a few instructions only: hence these loops of few instructions each.

  #hash(rows: Int32Array, first: number, count: number): void {
    const width = this.#width;
    for (let row = 0; row < count; row++) this.#hashes[row] = hashOf(rows, (first + row) * width, width);
  }

  /** Has the slots at hand where the search for each of the hashes begins. */
  #touchSlots(count: number): void {
    const { slots } = this.memory;
    const mask = this.#mask;
    const hashes = this.#hashes;
    let touched = 0;
    for (let row = 0; row < count; row++) touched ^= slots[2 * ((hashes[row] as number) & mask)] as number;
    this.touched ^= touched;
  }

  /** The same for the rows that are in those slots. */
  #touchRows(count: number): void {
    const { slots, rows } = this.memory;
    const width = this.#width;
    const mask = this.#mask;
    const hashes = this.#hashes;
    let touched = 0;
    for (let row = 0; row < count; row++) {
      const known = Math.max(0, (slots[2 * ((hashes[row] as number) & mask)] as number) - 1);
      touched ^= rows[known * width] as number;
    }
    this.touched ^= touched;
  }

  get #mask(): number {
    return (1 << (this.memory.head[SLOT_BITS] as number)) - 1;
  }

  /** Adds a row if it is new. Gives its number, or -1 if it was known. */
  #add(batch: Int32Array, at: number, parent: number, hash: number): number {
    const { slots } = this.memory;
    const mask = this.#mask;
    const hint = hash | 1;
    let mine = -1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      let taken = Atomics.load(slots, 2 * slot);
      if (taken === 0) {
        if (mine < 0) mine = this.#write(batch, at, parent);
        taken = Atomics.compareExchange(slots, 2 * slot, 0, mine + 1);
        if (taken === 0) {
          slots[2 * slot + 1] = hint;
          this.#next++;
          return mine;
        }
      }
      const known = slots[2 * slot + 1];
      if ((known === hint || known === 0) && this.#isRow(taken - 1, batch, at)) return -1;
    }
  }

  /** The number of a row; -1: it is not there. */
  find(row: Int32Array): number {
    const { slots } = this.memory;
    const mask = this.#mask;
    for (let slot = hashOf(row, 0, this.#width) & mask; ; slot = (slot + 1) & mask) {
      const taken = slots[2 * slot] as number;
      if (taken === 0) return -1;
      if (this.#isRow(taken - 1, row, 0)) return taken - 1;
    }
  }

  /** Says how many rows this thread's block holds by now. */
  tally(): void {
    if (this.#end > 0) this.memory.used[this.#end / BLOCK - 1] = BLOCK - (this.#end - this.#next);
  }

  /** Ends this thread's block: the next row goes into a new one. */
  seal(): void {
    this.tally();
    this.#next = 0;
    this.#end = 0;
  }

  #isRow(number: number, row: Int32Array, at: number): boolean {
    const { rows } = this.memory;
    const first = number * this.#width;
    for (let place = 0; place < this.#width; place++) if (rows[first + place] !== row[at + place]) return false;
    return true;
  }

  /** Writes a row where this thread's next one belongs. It is not there for others before its slot says so. */
  #write(row: Int32Array, at: number, parent: number): number {
    if (this.#next === this.#end) this.#openBlock();
    const mine = this.#next;
    const { rows } = this.memory;
    for (let place = 0; place < this.#width; place++) rows[mine * this.#width + place] = row[at + place] as number;
    this.memory.parents[mine] = parent;
    return mine;
  }

  #openBlock(): void {
    this.seal();
    const { memory } = this;
    const isOver = this.bytes + BLOCK * 4 * (this.#width + 1) > memory.maxBytes;
    if (isOver || (memory.isShared && this.blocks >= memory.used.length)) throw new TableFull();
    const block = Atomics.add(memory.head, BLOCKS, 1);
    if (block >= memory.used.length) this.#extend();
    this.#next = block * BLOCK;
    this.#end = this.#next + BLOCK;
  }

  /** Only the memory of a single thread grows. */
  #extend(): void {
    const { memory } = this;
    const longer = (old: Int32Array): Int32Array => {
      const grown = new Int32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    memory.rows = longer(memory.rows);
    memory.parents = longer(memory.parents);
    memory.used = longer(memory.used);
  }

  /** Twice as many slots, all free; every row has to be put into its slot again. Alone: no other thread may look meanwhile. */
  clearSlots(): void {
    const { memory } = this;
    const bits = (memory.head[SLOT_BITS] as number) + 1;
    if (this.bytes + this.#slotBytes > memory.maxBytes) throw new TableFull();
    const length = 2 * 2 ** bits;
    if (memory.isShared) {
      if (length > memory.slots.length) throw new TableFull();
      memory.slots.fill(0, 0, length);
    } else memory.slots = new Int32Array(length);
    memory.head[SLOT_BITS] = bits;
  }

  /** Takes over rows that were put there from a file, in so many blocks. Before any thread runs. */
  restore(blocks: number): void {
    const { head } = this.memory;
    head[BLOCKS] = blocks;
    while (this.isCrowded) head[SLOT_BITS] = (head[SLOT_BITS] as number) + 1;
    if (this.bytes > this.memory.maxBytes) throw new TableFull();
    for (let block = 0; block < blocks; block++) this.placeBlock(block);
  }

  /** Puts the rows of a block into slots again. */
  placeBlock(block: number): void {
    const { rows, slots, used } = this.memory;
    const mask = this.#mask;
    const first = block * BLOCK;
    const count = used[block] as number;
    this.#hash(rows, first, count);
    this.#touchSlots(count);
    for (let row = 0; row < count; row++) {
      const hash = this.#hashes[row] as number;
      let slot = hash & mask;
      while (Atomics.compareExchange(slots, 2 * slot, 0, first + row + 1) !== 0) slot = (slot + 1) & mask;
      slots[2 * slot + 1] = hash | 1;
    }
  }
}

/**
 * Breadth first, level by level. Each thread takes a block of the current level, expands its rows, and adds what is new; at the
 * end of a level all wait for each other, and the last one to come decides how to go on. One thread alone is never waited for.
 */

import { InternerFull } from './interner.ts';
import { isTrue, reasonOf, type Sink, type Space } from './space.ts';
import { BLOCK, type Table, TableFull } from './table.ts';

/** What the threads do. */
export const Phase = { expand: 0, place: 1, hold: 2, over: 3 } as const;

/** Why it is over. */
export const Ended = { complete: 0, violation: 1, memory: 2, interrupted: 3, failed: 4 } as const;

/** Words that the threads share. */
const PHASE = 0;
const CURSOR = 1;
const FROM = 2;
const TO = 3;
const ARRIVED = 4;
const ROUND = 5;
const DEPTH = 6;
const END = 7;
const IS_CROWDED = 8;
const IS_BROKEN = 9;
const IS_HOLD_WANTED = 10;
const PLACE_CURSOR = 11;

/** Numbers of a thread. */
const GENERATED = 0;
const DISTINCT = 1;
const OUTSIDE = 2;
const LOCAL_STEPS = 3;
const BYTES = 4;
const COUNTS = 8;

/** What threads share of a search. Sent to each of them. */
export interface Control {
  readonly threads: number;
  /** Stop at the first violation, and not at the end of its level? The numbers then depend on chance if threads are several. */
  readonly isHasty: boolean;
  readonly words: Int32Array;
  readonly counts: Float64Array;
  /** Counts as they were at the end of the last complete level, summed over the threads. */
  readonly settled: Float64Array;
}

export const newControl = (threads: number, isHasty: boolean, isShared: boolean): Control => {
  const memory = (bytes: number) => (isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return {
    threads,
    isHasty,
    words: new Int32Array(memory(64)),
    counts: new Float64Array(memory(8 * COUNTS * threads)),
    settled: new Float64Array(memory(8 * COUNTS)),
  };
};

const sum = ({ counts, threads }: Control, which: number): number => {
  let total = 0;
  for (let thread = 0; thread < threads; thread++) total += counts[thread * COUNTS + which] ?? 0;
  return total;
};

/** How far a search is. */
export interface SearchProgress {
  /** Levels seen completely. */
  readonly depth: number;
  /** Different states so far; under symmetry, orbits. */
  readonly distinct: number;
  /** States generated so far, repetitions included. */
  readonly generated: number;
  /** States outside of the bound, each time they were generated. */
  readonly outside: number;
  /** How often a rule was computed, and not looked up. */
  readonly localSteps: number;
  /** States of the current level, and how many of them are done, roughly. */
  readonly frontier: number;
  /** How many of the current level are done, roughly. */
  readonly frontierDone: number;
  /** Memory beside the table, roughly. */
  readonly bytesBeside: number;
}

export const progressOf = (control: Control): SearchProgress => {
  const { words } = control;
  const from = words[FROM] as number;
  const to = words[TO] as number;
  return {
    depth: words[DEPTH] as number,
    distinct: sum(control, DISTINCT),
    generated: sum(control, GENERATED),
    outside: sum(control, OUTSIDE),
    localSteps: sum(control, LOCAL_STEPS),
    frontier: (to - from) * BLOCK,
    frontierDone: Math.max(0, Math.min(words[CURSOR] as number, to) - from) * BLOCK,
    bytesBeside: sum(control, BYTES),
  };
};

/** How a search ended. */
export const endOf = ({ words }: Control): number => words[END] as number;

/** Ends a search before its time. */
export const interrupt = ({ words }: Control, why: number = Ended.interrupted): void => {
  Atomics.compareExchange(words, END, Ended.complete, why);
};

/** Asks the threads to hold at the end of the level. */
export const wantHold = ({ words }: Control): void => {
  Atomics.store(words, IS_HOLD_WANTED, 1);
};

export const isHeld = ({ words }: Control): boolean => Atomics.load(words, PHASE) === Phase.hold;

/** Lets threads that hold go on. */
export const goOn = ({ words }: Control): void => {
  Atomics.store(words, IS_HOLD_WANTED, 0);
  Atomics.store(words, PHASE, Phase.expand);
  Atomics.add(words, ROUND, 1);
  Atomics.notify(words, ROUND);
};

/** Blocks of the complete levels: everything before the end of the current one. */
export const completeBlocks = ({ words }: Control): number => words[TO] as number;

/** Sets a search to where another one stood at the end of a level. */
export const resumeAt = (
  control: Control,
  at: { readonly from: number; readonly to: number; readonly depth: number; readonly counts: readonly number[] },
): void => {
  const { words, counts, settled } = control;
  words[FROM] = at.from;
  words[CURSOR] = at.from;
  words[TO] = at.to;
  words[DEPTH] = at.depth;
  for (const [which, count] of at.counts.entries()) counts[which] = settled[which] = count;
};

/** Where a search stood at the end of its last complete level. */
export const settledAt = ({ words, settled }: Control) => ({
  from: words[FROM] as number,
  to: words[TO] as number,
  depth: words[DEPTH] as number,
  counts: [...settled],
});

/** Something that was looked for: a broken property, or a state of which `sometimes` is true. */
export interface Found {
  readonly property: number;
  /** The levels that were complete when it was found: how long its path is. */
  readonly depth: number;
  /** The row that it was reached from; -1: it is initial. */
  readonly parent: number;
  readonly row: readonly number[];
  readonly because?: string;
}

/** One thread of a search. */
export class Searcher {
  /** The first of each property. */
  readonly found = new Map<number, Found>();
  readonly #space: Space;
  readonly #table: Table;
  readonly #control: Control;
  readonly #base: number;
  readonly #sink: Sink;
  readonly #judged: number[];
  #parent = -1;
  /** Successors that are not looked up yet, and the rows that they come from. */
  readonly #waiting: Int32Array;
  readonly #parents = new Int32Array(BLOCK);
  #waits = 0;
  // Counted here and told after each block: threads that write into one line of a cache all the time wait for each other.
  #generated = 0;
  #distinct = 0;
  #outside = 0;

  constructor(space: Space, table: Table, control: Control, thread: number) {
    this.#space = space;
    this.#table = table;
    this.#control = control;
    this.#base = thread * COUNTS;
    this.#judged = [...space.properties.keys()].filter((property) => {
      const kind = space.properties[property]?.kind;
      return kind === 'always' || kind === 'sometimes';
    });
    const row = new Int32Array(space.width);
    this.#waiting = new Int32Array(space.width * BLOCK);
    this.#sink = {
      row,
      accept: () => this.#accept(row),
      broken: (property, because) => this.#keep(property, row, because),
    };
  }

  /** Puts the initial rows into the table. Before any thread runs. */
  begin(): void {
    this.#parent = -1;
    this.#space.begin(this.#sink);
    this.#addWaiting();
    this.#tell();
    this.#table.seal();
    this.#decide();
  }

  /** Looks at the rows of a checkpoint again, for states of which `sometimes` is true. Before any thread runs. */
  revisit(): void {
    const { used, rows, parents } = this.#table.memory;
    const { width } = this.#space;
    for (let block = 0; block < this.#table.blocks && this.#judged.length > 0; block++) {
      for (let number = block * BLOCK; number < block * BLOCK + (used[block] as number); number++) {
        this.#parent = parents[number] as number;
        this.#judge(rows, number * width);
      }
    }
  }

  /** Works until the search is over. `pause` is called after each block. */
  run(pause: () => void): void {
    const { words } = this.#control;
    try {
      for (let phase = this.#phase; phase !== Phase.over; phase = this.#phase) {
        if (phase === Phase.expand) this.#expandBlocks(pause);
        if (phase === Phase.place) this.#placeBlocks();
        this.#meet();
      }
    } catch (error) {
      // The others must not wait for a thread that has failed.
      interrupt(this.#control, Ended.failed);
      Atomics.store(words, PHASE, Phase.over);
      Atomics.add(words, ROUND, 1);
      Atomics.notify(words, ROUND);
      throw error;
    }
  }

  get #phase(): number {
    return Atomics.load(this.#control.words, PHASE);
  }

  #expandBlocks(pause: () => void): void {
    const { words } = this.#control;
    try {
      while (Atomics.load(words, END) === Ended.complete && Atomics.load(words, IS_CROWDED) === 0) {
        const block = Atomics.add(words, CURSOR, 1);
        if (block >= (words[TO] as number)) break;
        this.#expandBlock(block);
        if (this.#table.isCrowded) Atomics.store(words, IS_CROWDED, 1);
        pause();
      }
    } catch (error) {
      if (!(error instanceof TableFull || error instanceof InternerFull)) throw error;
      interrupt(this.#control, Ended.memory);
      this.#tell();
    }
    this.#table.tally();
  }

  #expandBlock(block: number): void {
    const { width } = this.#space;
    const last = block * BLOCK + (this.#table.memory.used[block] as number);
    for (let number = block * BLOCK; number < last; number++) {
      const { rows } = this.#table.memory;
      this.#parent = number;
      this.#space.expand(rows, number * width, this.#sink);
    }
    this.#addWaiting();
    this.#tell();
    if (this.#table.bytes + sum(this.#control, BYTES) > this.#table.memory.maxBytes) throw new TableFull();
  }

  #accept(row: Int32Array): void {
    this.#generated++;
    if (!this.#space.isWithin(row, 0)) {
      this.#outside++;
      this.#judge(row, 0);
      return;
    }
    if (this.#space.symmetry > 1) this.#space.canonicalize(row);
    if (this.#waits === BLOCK) this.#addWaiting();
    const { width } = this.#space;
    for (let place = 0; place < width; place++) this.#waiting[this.#waits * width + place] = row[place] as number;
    this.#parents[this.#waits++] = this.#parent;
  }

  /** Looks up what waits, all at once. */
  #addWaiting(): void {
    const parent = this.#parent;
    this.#table.addAll(this.#waiting, this.#parents, this.#waits, this.#isNew);
    this.#waits = 0;
    this.#parent = parent;
  }

  readonly #isNew = (place: number): void => {
    this.#distinct++;
    this.#parent = this.#parents[place] as number;
    this.#judge(this.#waiting, place * this.#space.width);
  };

  /** Adds what was counted to what the others see. */
  #tell(): void {
    const { counts } = this.#control;
    const add = (which: number, count: number): void => {
      counts[this.#base + which] = (counts[this.#base + which] as number) + count;
    };
    add(GENERATED, this.#generated);
    add(DISTINCT, this.#distinct);
    add(OUTSIDE, this.#outside);
    this.#generated = this.#distinct = this.#outside = 0;
    counts[this.#base + LOCAL_STEPS] = this.#space.localSteps();
    counts[this.#base + BYTES] = this.#space.bytes();
  }

  #judge(rows: Int32Array, at: number): void {
    const judged = this.#judged;
    for (let place = 0; place < judged.length; place++) {
      const property = judged[place] as number;
      const verdict = this.#space.judge(property, rows, at);
      if (isTrue(verdict) !== (this.#space.properties[property]?.kind === 'sometimes')) continue;
      this.#keep(property, rows.subarray(at, at + this.#space.width), reasonOf(verdict));
    }
  }

  #keep(property: number, row: Int32Array, because: string | undefined): void {
    const isWitness = this.#space.properties[property]?.kind === 'sometimes';
    if (isWitness) this.#judged.splice(this.#judged.indexOf(property), 1);
    if (!this.found.has(property)) {
      const depth = this.#control.words[DEPTH] as number;
      const found = { property, depth, parent: this.#parent, row: [...row] };
      this.found.set(property, because === undefined ? found : { ...found, because });
    }
    if (isWitness) return;
    Atomics.store(this.#control.words, IS_BROKEN, 1);
    if (this.#control.isHasty) interrupt(this.#control, Ended.violation);
  }

  #placeBlocks(): void {
    const { words } = this.#control;
    const { blocks } = this.#table;
    for (;;) {
      const block = Atomics.add(words, PLACE_CURSOR, 1);
      if (block >= blocks) return;
      this.#table.placeBlock(block);
    }
  }

  /** Waits for the other threads; the last one decides. */
  #meet(): void {
    const { words, threads } = this.#control;
    if (this.#phase === Phase.expand && Atomics.load(words, IS_CROWDED) === 0) this.#table.seal();
    const round = Atomics.load(words, ROUND);
    if (this.#phase === Phase.over) return; // another thread has failed, and will not come
    if (Atomics.add(words, ARRIVED, 1) + 1 < threads) {
      while (Atomics.load(words, ROUND) === round) Atomics.wait(words, ROUND, round);
    } else {
      Atomics.store(words, ARRIVED, 0);
      this.#decide();
      if (this.#phase === Phase.hold) {
        // The others wait for the next round already; this thread joins them.
        while (Atomics.load(words, ROUND) === round) Atomics.wait(words, ROUND, round);
      } else {
        Atomics.add(words, ROUND, 1);
        Atomics.notify(words, ROUND);
      }
    }
  }

  #decide(): void {
    const { words } = this.#control;
    if (words[END] !== Ended.complete) words[PHASE] = Phase.over;
    else if (words[PHASE] === Phase.place) words[PHASE] = Phase.expand;
    else if (words[IS_CROWDED] === 1) this.#makeRoom();
    else this.#endLevel();
  }

  #makeRoom(): void {
    const { words } = this.#control;
    words[IS_CROWDED] = 0;
    words[PLACE_CURSOR] = 0;
    try {
      this.#table.clearSlots();
      words[PHASE] = Phase.place;
    } catch (error) {
      if (!(error instanceof TableFull)) throw error;
      words[END] = Ended.memory;
      words[PHASE] = Phase.over;
    }
  }

  #endLevel(): void {
    const { words, settled } = this.#control;
    const { blocks } = this.#table;
    const isEmpty = blocks === words[TO];
    if (!isEmpty) words[DEPTH] = (words[DEPTH] as number) + 1;
    words[FROM] = words[CURSOR] = words[TO] as number;
    words[TO] = blocks;
    for (let which = 0; which < COUNTS; which++) settled[which] = sum(this.#control, which);
    if (words[IS_BROKEN] === 1) words[END] = Ended.violation;
    if (isEmpty || words[IS_BROKEN] === 1) words[PHASE] = Phase.over;
    else words[PHASE] = words[IS_HOLD_WANTED] === 1 ? Phase.hold : Phase.expand;
  }
}

/**
 * Breadth first, level by level. Each thread takes a block of the current level, expands its rows, and adds what is new; at the
 * end of a level all wait for each other, and the last one to come decides how to go on. One thread alone is never waited for.
 */

import { ModelFault } from './fault.ts';
import type { Found } from './found.ts';
import { InternerFull } from './interner.ts';
import { faultAt } from './paths.ts';
import { isTrue, NotSymmetric, reasonOf, type Sink, type Space } from './space.ts';
import { BLOCK, type Table, TableFull, type TableMemory } from './table.ts';

/** What the threads do. They begin at the initial rows, or at those of a checkpoint. */
export const Phase = { expand: 0, place: 1, hold: 2, over: 3, begin: 4, resume: 5 } as const;

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
const HAS_BEGUN = 12;

/** Numbers of a thread. */
const GENERATED = 0;
const DISTINCT = 1;
const OUTSIDE = 2;
const LOCAL_STEPS = 3;
const BYTES = 4;
const ENDS = 5;
const COUNTS = 8;

/** What a thread is at, in place of the number of the row that it expands: nothing, or the row beside it. */
const IDLE = -1;
const LOOKING = -2;

/** What threads share of a search. Sent to each of them. */
export interface Control {
  readonly threads: number;
  /** Stop at the first violation, and not at the end of its level? The numbers then depend on chance if threads are several. */
  readonly isHasty: boolean;
  /** Go on to the end although something is broken, so that each property is decided? */
  readonly keepGoing: boolean;
  readonly words: Int32Array;
  readonly counts: Float64Array;
  /** Counts as they were at the end of the last complete level, summed over the threads. */
  readonly settled: Float64Array;
  /** Numbers in a row. */
  readonly width: number;
  /** For each thread what it is at, a row, and how many states it has looked at. */
  readonly at: Int32Array;
}

/** Threads that write into one line of a cache wait for each other. */
const strideOf = (width: number): number => 16 * Math.ceil((width + 2) / 16) + 16;

/** What a search is made for. */
interface SearchShape extends Pick<Control, 'width' | 'threads' | 'isHasty' | 'keepGoing'> {
  /** Is its memory to be shared with other threads? */
  readonly isShared: boolean;
}

export const newControl = ({ width, threads, isHasty, keepGoing, isShared }: SearchShape): Control => {
  const memory = (bytes: number) => (isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  const words = new Int32Array(memory(64));
  words[PHASE] = Phase.begin;
  return {
    threads,
    isHasty,
    keepGoing,
    words,
    width,
    at: new Int32Array(memory(4 * strideOf(width) * threads)).fill(IDLE),
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
  /** States from which no step leads on, among those whose successors were looked for. */
  readonly ends: number;
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
    ends: sum(control, ENDS),
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

/** Is the model loaded, and asked for its states? */
export const hasBegun = ({ words }: Control): boolean => Atomics.load(words, HAS_BEGUN) === 1;

/** Blocks of the complete levels: everything before the end of the current one. */
export const completeBlocks = ({ words }: Control): number => words[TO] as number;

/** Blocks of the levels whose successors are all known. */
export const expandedBlocks = ({ words }: Control): number => words[FROM] as number;

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
  words[PHASE] = Phase.resume;
  for (const [which, count] of at.counts.entries()) counts[which] = settled[which] = count;
};

/** The row that a thread which has not come to an end is at; undefined: all wait. */
export const rowAtWork = ({ at, threads, width }: Control, { rows }: TableMemory): Int32Array | undefined => {
  const stride = strideOf(width);
  for (let base = 0; base < threads * stride; base += stride) {
    const number = Atomics.load(at, base);
    if (number === LOOKING) return at.slice(base + 1, base + 1 + width);
    if (number >= 0) return rows.slice(number * width, (number + 1) * width);
  }
  return undefined;
};

/** For each thread what changes whenever it goes on; empty: it waits for others. */
export const pulsesOf = ({ at, threads, width }: Control): readonly string[] => {
  const stride = strideOf(width);
  return Array.from({ length: threads }, (_, thread) => {
    const base = thread * stride;
    return Atomics.load(at, base) === IDLE ? '' : at.slice(base, base + 2 + width).join(' ');
  });
};

/** Where a search stood at the end of its last complete level. */
export const settledAt = ({ words, settled }: Control) => ({
  from: words[FROM] as number,
  to: words[TO] as number,
  depth: words[DEPTH] as number,
  counts: [...settled],
});

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
  /** Is nothing looked for but states of which `always` is not true? */
  readonly #asksAlways: boolean;
  #parent = -1;
  /** Successors that are not looked up yet, and the rows that they come from. */
  readonly #waiting: Int32Array;
  readonly #parents = new Int32Array(BLOCK);
  #waits = 0;
  // Counted here and told after each block: threads that write into one line of a cache all the time wait for each other.
  #generated = 0;
  #distinct = 0;
  #outside = 0;
  #ends = 0;
  readonly #at: Int32Array;
  /** Where in it the states are counted that were looked at. */
  readonly #looked: number;
  /** Is it the row of the sink that is looked at? */
  #isAtSink = false;
  /** Properties that ask for a way on from every state. */
  readonly #deadlocks: readonly number[];

  constructor(space: Space, table: Table, control: Control, thread: number) {
    this.#space = space;
    this.#table = table;
    this.#control = control;
    this.#base = thread * COUNTS;
    this.#judged = [...space.properties.keys()].filter((property) => {
      const kind = space.properties[property]?.kind;
      return kind === 'always' || kind === 'sometimes';
    });
    this.#asksAlways = space.properties.every(({ kind }) => kind !== 'sometimes');
    this.#deadlocks = [...space.properties.keys()].filter((number) => space.properties[number]?.kind === 'noDeadlock');
    const stride = strideOf(space.width);
    this.#at = control.at.subarray(thread * stride, thread * stride + 2 + space.width);
    this.#looked = 1 + space.width;
    const row = new Int32Array(space.width);
    this.#waiting = new Int32Array(space.width * BLOCK);
    this.#sink = {
      row,
      accept: () => this.#accept(row),
      broken: (property, because) => this.#keep(property, row, because),
    };
  }

  /** Puts the initial rows into the table. One thread does it, and then runs with the others. */
  begin(): void {
    Atomics.store(this.#control.words, HAS_BEGUN, 1);
    this.#parent = -1;
    this.#untilFull(() => {
      this.#space.begin(this.#sink);
      this.#addWaiting();
    });
    this.#tell();
    this.#table.seal();
  }

  /** Looks at the rows of a checkpoint again, for states of which `sometimes` is true. One thread does it, and then runs with the others. */
  revisit(): void {
    Atomics.store(this.#control.words, HAS_BEGUN, 1);
    const { used, rows, parents } = this.#table.memory;
    const { width } = this.#space;
    this.#untilFull(() => {
      for (let block = 0; block < this.#table.blocks && this.#judged.length > 0; block++) {
        for (let number = block * BLOCK; number < block * BLOCK + (used[block] as number); number++) {
          this.#parent = parents[number] as number;
          this.#judge(rows, number * width);
        }
      }
    });
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
    this.#untilFull(() => {
      while (Atomics.load(words, END) === Ended.complete && Atomics.load(words, IS_CROWDED) === 0) {
        const block = Atomics.add(words, CURSOR, 1);
        if (block >= (words[TO] as number)) break;
        this.#expandBlock(block);
        if (this.#table.isCrowded) Atomics.store(words, IS_CROWDED, 1);
        pause();
      }
    });
    this.#table.tally();
  }

  /** Ends the search when there is no room for more, and says where a function of the model has failed. */
  #untilFull(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof TableFull || error instanceof InternerFull)) throw this.#located(error);
      interrupt(this.#control, Ended.memory);
      this.#tell();
    }
    this.#at[0] = IDLE;
  }

  /** A fault with the way to the state in which it happened. */
  #located(error: unknown): unknown {
    if (!(error instanceof ModelFault) || error instanceof NotSymmetric) return error;
    const number = this.#at[0] as number;
    const { parents } = this.#table.memory;
    const isExpanded = number >= 0 && !this.#isAtSink;
    const parent = isExpanded ? (parents[number] as number) : this.#parent;
    const row = this.#isAtSink
      ? this.#sink.row
      : rowAtWork({ ...this.#control, at: this.#at, threads: 1 }, this.#table.memory);
    if (!row) return error;
    return faultAt(this.#space, this.#table, error, { property: -1, depth: 0, parent, row: [...row] });
  }

  #expandBlock(block: number): void {
    const { width } = this.#space;
    const { words } = this.#control;
    const last = block * BLOCK + (this.#table.memory.used[block] as number);
    for (let number = block * BLOCK; number < last && words[END] !== Ended.interrupted; number++) {
      const { rows } = this.#table.memory;
      const before = this.#generated;
      this.#parent = number;
      this.#at[0] = number;
      this.#space.expand(rows, number * width, this.#sink);
      if (this.#generated === before) this.#end(number);
    }
    this.#addWaiting();
    this.#tell();
    if (this.#table.bytes + sum(this.#control, BYTES) > this.#table.memory.maxBytes) throw new TableFull();
  }

  /** Nothing leads on from a row. */
  #end(number: number): void {
    this.#ends++;
    if (this.#deadlocks.length === 0) return;
    const { rows, parents } = this.#table.memory;
    const at = number * this.#space.width;
    this.#parent = parents[number] as number;
    for (const property of this.#deadlocks) {
      if (isTrue(this.#space.judge(property, rows, at))) continue;
      const row = rows.subarray(at, at + this.#space.width);
      this.#keep(property, row, 'nothing can happen in the last state of the path');
    }
  }

  #accept(row: Int32Array): void {
    this.#generated++;
    this.#at[this.#looked] = (this.#at[this.#looked] as number) + 1;
    this.#isAtSink = true;
    if (this.#parent < 0) this.#lookAt(row, 0);
    if (!this.#space.isWithin(row, 0)) {
      const at = this.#at[0] as number;
      this.#outside++;
      this.#judge(row, 0);
      this.#at[0] = at;
      this.#isAtSink = false;
      return;
    }
    if (this.#space.symmetry > 1) this.#space.canonicalize(row);
    this.#isAtSink = false;
    if (this.#waits === BLOCK) this.#addWaiting();
    const { width } = this.#space;
    for (let place = 0; place < width; place++) this.#waiting[this.#waits * width + place] = row[place] as number;
    this.#parents[this.#waits++] = this.#parent;
  }

  /** Looks up what waits, all at once. */
  #addWaiting(): void {
    const parent = this.#parent;
    const at = this.#at[0] as number;
    this.#table.addAll(this.#waiting, this.#parents, this.#waits, this.#isNew);
    this.#waits = 0;
    this.#parent = parent;
    this.#at[0] = at;
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
    add(ENDS, this.#ends);
    this.#generated = this.#distinct = this.#outside = this.#ends = 0;
    counts[this.#base + LOCAL_STEPS] = this.#space.localSteps();
    counts[this.#base + BYTES] = this.#space.bytes();
  }

  #judge(rows: Int32Array, at: number): void {
    const judged = this.#judged;
    const { width } = this.#space;
    this.#lookAt(rows, at);
    if (this.#asksAlways && this.#space.allHold?.(rows, at)) return;
    for (let place = 0; place < judged.length; place++) {
      const property = judged[place] as number;
      const verdict = this.#space.judge(property, rows, at);
      if (isTrue(verdict) !== (this.#space.properties[property]?.kind === 'sometimes')) continue;
      this.#keep(property, rows.subarray(at, at + width), reasonOf(verdict));
    }
  }

  #lookAt(rows: Int32Array, at: number): void {
    this.#at[0] = LOOKING;
    this.#at[this.#looked] = (this.#at[this.#looked] as number) + 1;
    for (let place = 0; place < this.#space.width; place++) this.#at[place + 1] = rows[at + place] as number;
  }

  #keep(property: number, row: Int32Array, because: string | undefined): void {
    const isWitness = this.#space.properties[property]?.kind === 'sometimes';
    if (isWitness) this.#judged.splice(this.#judged.indexOf(property), 1);
    if (!this.found.has(property)) {
      const depth = this.#control.words[DEPTH] as number;
      const found = { property, depth, parent: this.#parent, row: [...row] };
      this.found.set(property, because === undefined ? found : { ...found, because });
    }
    if (isWitness || this.#control.keepGoing) return;
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
    else if (words[PHASE] === Phase.place || words[PHASE] === Phase.resume) words[PHASE] = Phase.expand;
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

/**
 * What a WebAssembly module of Go asks its system for (WASI preview 1): a clock that the host moves, chance from a seed, and two
 * outputs of which the ends are kept. There are no files, no network and no other clock.
 */
import type { Random } from '../../../sim/random.ts';
import { Printed } from '../printed.ts';
import type { WasmImports, WasmMemory } from './webAssembly.ts';

/** The module wants to end: by itself, or since Go gave it up. */
export class Exited extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`it has ended itself with code ${code}`);
    this.code = code;
  }
}

/** It goes round in itself, and asks for the time again and again. */
export class Spinning extends Error {}

const OK = 0;
const BAD_FILE = 8;
const NOT_SUPPORTED = 52;

/** A loop that waits for the clock sees it move by so much, after so many looks; once it has moved often, after fewer. */
const LOOKS = 20_000;
const LOOKS_LATER = 1000;
const NUDGES_AT_FIRST = 250;
const NUDGE_NS = 20_000n;
/** So often, and no more, at what the host calls one moment. */
const NUDGES_MAX = 5_000;

/** 2000-01-01, as good as any other: no submission may know the day. */
const EPOCH_NS = 946_684_800n * 1_000_000_000n;

/** The system of one server. */
export class Wasi {
  readonly printed = new Printed();
  /** Nanoseconds since the server began, by its own clock. */
  nowNs = 0n;
  memory: WasmMemory | undefined;
  readonly #offsetNs: bigint;
  readonly #random: Random;
  readonly #asked: readonly string[];
  #looks = 0;
  #nudges = 0;

  /** `asked`: the functions of the system that the module imports, by name. */
  constructor(random: Random, asked: readonly string[]) {
    this.#random = random;
    this.#asked = asked;
    // code that seeds its chance by the clock would draw the same on all servers
    this.#offsetNs = BigInt(random.between(1, 1_000_000_000));
  }

  /** The host gives it something to do: it may look at the clock again. */
  turn(): void {
    this.#looks = 0;
    this.#nudges = 0;
  }

  /** What a module of Go imports. */
  get imports(): WasmImports {
    const refuse = (): number => NOT_SUPPORTED;
    return {
      // files, directories, sockets: there are none
      ...Object.fromEntries(this.#asked.map((name) => [name, refuse])),
      sched_yield: () => OK,
      proc_exit: (code: number) => {
        throw new Exited(code);
      },
      args_get: () => OK,
      args_sizes_get: (count: number, size: number) => this.#sizes(count, size),
      environ_get: () => OK,
      environ_sizes_get: (count: number, size: number) => this.#sizes(count, size),
      clock_time_get: (clock: number, _precision: bigint, at: number) => this.#clock(clock, at),
      random_get: (at: number, length: number) => this.#chance(at, length),
      poll_oneoff: (from: number, to: number, count: number, events: number) => this.#poll(from, to, count, events),
      fd_write: (file: number, list: number, count: number, at: number) => this.#write(file, list, count, at),
      fd_prestat_get: () => BAD_FILE,
      fd_fdstat_get: (file: number, at: number) => this.#status(file, at),
    };
  }

  #view(): DataView {
    if (!this.memory) throw new Error('the module has no memory yet');
    return new DataView(this.memory.buffer);
  }

  #sizes(count: number, size: number): number {
    const view = this.#view();
    view.setUint32(count, 0, true);
    view.setUint32(size, 0, true);
    return OK;
  }

  #clock(clock: number, at: number): number {
    this.#looks++;
    if (this.#looks >= (this.#nudges < NUDGES_AT_FIRST ? LOOKS : LOOKS_LATER)) {
      this.#looks = 0;
      this.nowNs += NUDGE_NS;
      if (++this.#nudges > NUDGES_MAX) throw new Spinning('it asks for the time again and again and never waits');
    }
    this.#view().setBigUint64(at, clock === 0 ? EPOCH_NS + this.#offsetNs + this.nowNs : 1n + this.nowNs, true);
    return OK;
  }

  #chance(at: number, length: number): number {
    const view = this.#view();
    for (let place = 0; place < length; place++) view.setUint8(at + place, this.#random.between(0, 255));
    return OK;
  }

  /** Everybody waits: the time passes for which the first one does. */
  #poll(from: number, to: number, count: number, events: number): number {
    const view = this.#view();
    let first = -1;
    let soonest = 0n;
    for (let place = 0; place < count; place++) {
      const at = from + 48 * place;
      if (view.getUint8(at + 8) !== 0) continue;
      const timeout = view.getBigUint64(at + 24, true);
      const isAbsolute = (view.getUint16(at + 40, true) & 1) === 1;
      const wait = isAbsolute ? maximum(timeout - 1n - this.nowNs, 0n) : timeout;
      if (first >= 0 && wait >= soonest) continue;
      first = at;
      soonest = wait;
    }
    if (first < 0) return NOT_SUPPORTED;
    this.nowNs += soonest;
    view.setBigUint64(to, view.getBigUint64(first, true), true);
    view.setUint16(to + 8, OK, true);
    view.setUint8(to + 10, 0);
    view.setUint32(events, 1, true);
    return OK;
  }

  #write(file: number, list: number, count: number, at: number): number {
    const view = this.#view();
    let written = 0;
    for (let place = 0; place < count; place++) {
      const start = view.getUint32(list + 8 * place, true);
      const length = view.getUint32(list + 8 * place + 4, true);
      if (file === 1 || file === 2) this.printed.add(new Uint8Array(view.buffer, start, length));
      written += length;
    }
    view.setUint32(at, written, true);
    return file === 1 || file === 2 ? OK : BAD_FILE;
  }

  #status(file: number, at: number): number {
    if (file > 2) return BAD_FILE;
    const view = this.#view();
    for (let place = 0; place < 24; place++) view.setUint8(at + place, 0);
    view.setUint8(at, 2); // a terminal: it can't be sought in
    view.setBigUint64(at + 8, 0xffffffffn, true);
    return OK;
  }
}

const maximum = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Components of a space: values that are kept once and known by their numbers, and functions of the numbers. */

import { canonicalText, Keeper } from './canonical.ts';
import type { Interner } from './interner.ts';
import type { MemoLog } from './memoLog.ts';
import { MemoTable } from './memoTable.ts';

/** The values of one kind of component, each kept once and known by its number. */
export class Component<T> {
  readonly #interner: Interner;
  readonly #keeper: Keeper;
  readonly #what: string | undefined;
  readonly #values: (T | undefined)[] = [];

  /** @param what it is a value of, in words; left out: a state. */
  constructor(interner: Interner, keeper: Keeper, what?: string) {
    this.#interner = interner;
    this.#keeper = keeper;
    this.#what = what;
  }

  /** @throws NotJson when the value is not JSON. */
  numberOf(value: T): number {
    const text = canonicalText(value, this.#what);
    const number = this.#interner.numberOf(text);
    // Read back, so that every thread sees a value in the same form, whoever was the first to have it.
    if (this.#values[number] === undefined) this.#values[number] = this.#keeper.keep(value, text, this.#what) as T;
    return number;
  }

  /** It can't be changed. */
  valueOf(number: number): T {
    const known = this.#values[number];
    if (known !== undefined) return known;
    const text = this.#interner.textOf(number);
    const value = this.#keeper.keep(JSON.parse(text), text) as T;
    this.#values[number] = value;
    return value;
  }

  /** For comparing values by what they are, not by their numbers. */
  textOf(number: number): string {
    return this.#interner.textOf(number);
  }
}

/** What a space is made of: kinds of components, and functions of their numbers that are computed once. */
export class ComponentStore {
  readonly #internerOf: (kind: string) => Interner;
  readonly #memoLogOf: (place: number) => MemoLog | undefined;
  readonly #interners = new Map<string, Interner>();
  readonly #keeper = new Keeper();
  readonly #tables: MemoTable[] = [];
  #computed = 0;

  /**
   * @param internerOf the interner of a kind; asked for once for each kind.
   * @param memoLogOf where threads tell each other of a remembered function, by its place among them.
   */
  constructor(
    internerOf: (kind: string) => Interner,
    memoLogOf: (place: number) => MemoLog | undefined = () => undefined,
  ) {
    this.#internerOf = internerOf;
    this.#memoLogOf = memoLogOf;
  }

  component<T>(kind: string, what?: string): Component<T> {
    const interner = this.#internerOf(kind);
    this.#interners.set(kind, interner);
    return new Component<T>(interner, this.#keeper, what);
  }

  /**
   * A function of two numbers whose results are remembered, also by the other threads. Results are numbers from 0 on which
   * mean the same in each of them, such as those of components.
   *
   * @param isLocalStep does a computation of it count as a local step?
   */
  memoize(compute: (a: number, b: number) => number, isLocalStep = false): (a: number, b: number) => number {
    const table = new MemoTable();
    const memoLog = this.#memoLogOf(this.#tables.length);
    this.#tables.push(table);
    const learn = (a: number, b: number, result: number): void => {
      if (table.get(a, b) < 0) table.set(a, b, result);
    };
    const ask = (a: number, b: number): number => {
      memoLog?.read(learn);
      const told = table.get(a, b);
      if (told >= 0) return told;
      if (isLocalStep) this.#computed++;
      const result = compute(a, b);
      table.set(a, b, result);
      memoLog?.append(a, b, result);
      return result;
    };
    return (a, b) => {
      const known = table.get(a, b);
      return known >= 0 ? known : ask(a, b);
    };
  }

  /** How many local steps were computed. */
  get localSteps(): number {
    return this.#computed;
  }

  /** Memory that all of it takes, roughly. */
  get bytes(): number {
    let bytes = 0;
    for (const interner of this.#interners.values()) bytes += interner.bytes;
    for (const table of this.#tables) bytes += table.bytes;
    return bytes;
  }
}

/** Components of a space: values that are kept once and known by their numbers, and functions of the numbers. */

import { canonicalText, Keeper } from './canonical.ts';
import type { Dictionary } from './dictionary.ts';
import type { Ledger } from './ledger.ts';
import { PairTable } from './pairs.ts';

/** The values of one kind of component, each kept once and known by its number. */
export class Component<T> {
  readonly #dictionary: Dictionary;
  readonly #keeper: Keeper;
  readonly #values: (T | undefined)[] = [];

  constructor(dictionary: Dictionary, keeper: Keeper) {
    this.#dictionary = dictionary;
    this.#keeper = keeper;
  }

  /** @throws NotJson when the value is not JSON. */
  numberOf(value: T): number {
    const text = canonicalText(value);
    const number = this.#dictionary.numberOf(text);
    // Read back, so that every thread sees a value in the same form, whoever was the first to have it.
    if (this.#values[number] === undefined) this.#values[number] = this.#keeper.keep(value, text) as T;
    return number;
  }

  /** It can't be changed. */
  valueOf(number: number): T {
    const known = this.#values[number];
    if (known !== undefined) return known;
    const text = this.#dictionary.textOf(number);
    const value = this.#keeper.keep(JSON.parse(text), text) as T;
    this.#values[number] = value;
    return value;
  }

  /** For comparing values by what they are, not by their numbers. */
  textOf(number: number): string {
    return this.#dictionary.textOf(number);
  }
}

/** What a space is made of: kinds of components, and functions of their numbers that are computed once. */
export class Kit {
  readonly #dictionaryOf: (kind: string) => Dictionary;
  readonly #ledgerOf: (place: number) => Ledger | undefined;
  readonly #dictionaries = new Map<string, Dictionary>();
  readonly #keeper = new Keeper();
  readonly #tables: PairTable[] = [];
  #computed = 0;

  /**
   * @param dictionaryOf the dictionary of a kind; asked for once for each kind.
   * @param ledgerOf where threads tell each other of a remembered function, by its place among them.
   */
  constructor(
    dictionaryOf: (kind: string) => Dictionary,
    ledgerOf: (place: number) => Ledger | undefined = () => undefined,
  ) {
    this.#dictionaryOf = dictionaryOf;
    this.#ledgerOf = ledgerOf;
  }

  component<T>(kind: string): Component<T> {
    const dictionary = this.#dictionaryOf(kind);
    this.#dictionaries.set(kind, dictionary);
    return new Component<T>(dictionary, this.#keeper);
  }

  /**
   * A function of two numbers whose results are remembered, also by the other threads. Results are numbers from 0 on which
   * mean the same in each of them, such as those of components.
   *
   * @param isLocalStep does a computation of it count as a local step?
   */
  remember(compute: (a: number, b: number) => number, isLocalStep = false): (a: number, b: number) => number {
    const table = new PairTable();
    const ledger = this.#ledgerOf(this.#tables.length);
    this.#tables.push(table);
    const learn = (a: number, b: number, result: number): void => {
      if (table.get(a, b) < 0) table.set(a, b, result);
    };
    const ask = (a: number, b: number): number => {
      ledger?.read(learn);
      const told = table.get(a, b);
      if (told >= 0) return told;
      if (isLocalStep) this.#computed++;
      const result = compute(a, b);
      table.set(a, b, result);
      ledger?.tell(a, b, result);
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
    for (const dictionary of this.#dictionaries.values()) bytes += dictionary.bytes;
    for (const table of this.#tables) bytes += table.bytes;
    return bytes;
  }
}

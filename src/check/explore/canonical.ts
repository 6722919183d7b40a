/** The one text of a JSON value: equal values, equal texts, whatever the order of their fields. */

import { ModelFault } from './fault.ts';

/** A value that can't be part of a state, and where it is. */
export class NotJson extends ModelFault {}

/** Texts of values that never change, since they are frozen through and through. */
const texts = new WeakMap<object, string>();

/** How many values may be in one: what shares its parts may be small as a graph and endless as a tree. */
const MAX_VALUES = 1_000_000;

/** How many more values the walk under way may meet. */
let left = MAX_VALUES;

const beginWalk = (): void => {
  left = MAX_VALUES;
};

/**
 * @param what the value is, in words.
 * @throws NotJson when the value holds something that JSON would lose, such as a Map, undefined or NaN, or holds too much.
 */
export const canonicalText = (value: unknown, what = 'a state'): string => {
  beginWalk();
  try {
    return textOf(value);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new NotJson(
        `${what} may hold JSON values only, but it contains itself, is nested too deeply, or has too many fields`,
      );
    }
    if (error instanceof TooMuch) throw new NotJson(`${what} ${error.message}`);
    if (!(error instanceof Misfit)) throw error;
    const where = error.way.length > 0 ? `its ${error.way.join('.')}` : 'it';
    throw new NotJson(`${what} may hold JSON values only, but ${where} is ${error.message}`);
  }
};

/** A value is not JSON; the message says what it is. */
class Misfit extends Error {
  /** Where it is in the one that was asked for. */
  readonly way: (string | number)[] = [];
}

/** The same error, one step nearer to the one that was asked for: who walks notes nothing down until something is wrong. */
const errorAt = (place: string | number, error: unknown): unknown => {
  if (error instanceof Misfit) error.way.unshift(place);
  return error;
};

/** There are too many values in it. */
class TooMuch extends Error {}

const meet = (values: number): void => {
  left -= values;
  if (left < 0) throw new TooMuch(`holds more than ${MAX_VALUES} values, each counted as often as it is met`);
};

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') throw new Misfit(typeof value === 'number' ? `${value}` : `of type ${typeof value}`);
  return texts.get(value) ?? (Array.isArray(value) ? listText(value) : recordText(value));
};

const listText = (list: readonly unknown[]): string => {
  meet(list.length);
  if (Object.keys(list).length !== list.length) throw new Misfit('an array with holes, or with fields of its own');
  let text = '[';
  let place = 0;
  try {
    for (; place < list.length; place++) text += (place === 0 ? '' : ',') + textOf(list[place]);
  } catch (error) {
    throw errorAt(place, error);
  }
  return `${text}]`;
};

const recordText = (record: object): string => {
  const prototype = Object.getPrototypeOf(record) as object | null;
  if (prototype !== Object.prototype && prototype !== null) throw new Misfit(`a ${classOf(prototype)}`);
  if (Object.getOwnPropertySymbols(record).length > 0) throw new Misfit('an object with a symbol for a field');
  const names = namesOf(record);
  meet(names.length);
  let text = '{';
  let at = '';
  try {
    for (const name of names) {
      at = name;
      text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${textOf(record[name as keyof typeof record])}`;
    }
  } catch (error) {
    throw errorAt(at, error);
  }
  return `${text}}`;
};

const classOf = (prototype: object): string => {
  const { constructor: maker } = prototype as { readonly constructor?: unknown };
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'class instance';
};

/** In their order; most records have them in order already. */
const namesOf = (record: object): readonly string[] => {
  const names = Object.keys(record);
  for (let place = 1; place < names.length; place++) {
    if ((names[place - 1] as string) > (names[place] as string)) return names.sort();
  }
  return names;
};

/** Keeps values. Equal parts of them are one object; none can be changed; their texts are known. */
export class Keeper {
  readonly #parts = new Map<string, object>();

  /**
   * The value in the form in which all threads see it, whoever was the first to have it.
   *
   * @param text its canonical text.
   * @param what the value is, in words.
   * @throws NotJson when it is another one than it was when its text was made, as what getters and proxies give may be.
   */
  keep(value: unknown, text: string, what = 'a state'): unknown {
    try {
      return this.#keep(value, text);
    } catch (error) {
      if (!(error instanceof Misfit || error instanceof TooMuch || error instanceof RangeError)) throw error;
      throw new NotJson(`${what} is another one each time it is read; give plain values`);
    }
  }

  #keep(value: unknown, text: string): unknown {
    if (typeof value === 'object' && value !== null) return texts.has(value) ? value : this.#settle(value, text);
    return value === 0 ? 0 : value; // -0 is 0
  }

  #settle(value: object, text: string): object {
    const kept = Array.isArray(value)
      ? value.map((part) => this.#keepPart(part))
      : Object.fromEntries(
          namesOf(value).map((name) => [name, this.#keepPart(value[name as keyof typeof value])] as const),
        );
    beginWalk();
    if (textOf(kept) !== text) throw new Misfit('another one');
    texts.set(kept, text);
    return Object.freeze(kept);
  }

  #keepPart(part: unknown): unknown {
    if (typeof part !== 'object' || part === null || texts.has(part)) return this.#keep(part, '');
    beginWalk();
    const text = textOf(part);
    const known = this.#parts.get(text);
    if (known) return known;
    const kept = this.#settle(part, text);
    this.#parts.set(text, kept);
    return kept;
  }
}

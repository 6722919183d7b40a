/** The one text of a JSON value: equal values, equal texts, whatever the order of their fields. */

import { ModelFault } from './fault.ts';

/** A value that can't be part of a state, and where it is. */
export class NotJson extends ModelFault {}

/** Texts of values that never change, since they are frozen through and through. */
const texts = new WeakMap<object, string>();

/**
 * @param what the value is, in words.
 * @throws NotJson when the value holds something that JSON would lose, such as a Map, undefined or NaN.
 */
export const canonicalText = (value: unknown, what = 'a state'): string => {
  try {
    return textOf(value);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new NotJson(`${what} may hold JSON values only, but it contains itself, or is nested too deeply`);
    }
    if (!(error instanceof Misfit)) throw error;
    const [where] = placesOf(value);
    throw new NotJson(`${what} may hold JSON values only, but ${where ? `its ${where}` : 'it'} is ${error.message}`);
  }
};

/** The value itself is not JSON; the message says what it is. */
class Misfit extends Error {}

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') throw new Misfit(typeof value === 'number' ? `${value}` : `of type ${typeof value}`);
  return texts.get(value) ?? (Array.isArray(value) ? listText(value) : recordText(value));
};

const listText = (list: readonly unknown[]): string => {
  if (Object.keys(list).length !== list.length) throw new Misfit('an array with holes, or with fields of its own');
  let text = '[';
  for (let place = 0; place < list.length; place++) text += (place === 0 ? '' : ',') + textOf(list[place]);
  return `${text}]`;
};

const recordText = (record: object): string => {
  const prototype = Object.getPrototypeOf(record) as object | null;
  if (prototype !== Object.prototype && prototype !== null) throw new Misfit(`a ${classOf(prototype)}`);
  if (Object.getOwnPropertySymbols(record).length > 0) throw new Misfit('an object with a symbol for a field');
  let text = '{';
  for (const name of namesOf(record)) {
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${textOf(record[name as keyof typeof record])}`;
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

/** Where the parts of a value are that are not JSON, the first one first. */
const placesOf = (value: unknown): readonly string[] => {
  try {
    textOf(value);
    return [];
  } catch {
    if (typeof value !== 'object' || value === null) return [''];
    if (Array.isArray(value) && Object.keys(value).length !== value.length) return [''];
    const names = Array.isArray(value) ? [...value.keys()].map(String) : namesOf(value);
    const within = names.flatMap((name) =>
      placesOf(value[name as keyof typeof value]).map((place) => (place === '' ? name : `${name}.${place}`)),
    );
    return within.length > 0 ? within : [''];
  }
};

/** Keeps values. Equal parts of them are one object; none can be changed; their texts are known. */
export class Keeper {
  readonly #parts = new Map<string, object>();

  /**
   * The value in the form in which all threads see it, whoever was the first to have it.
   *
   * @param text its canonical text.
   */
  keep(value: unknown, text: string): unknown {
    if (typeof value === 'object' && value !== null) return texts.has(value) ? value : this.#settle(value, text);
    return value === 0 ? 0 : value; // -0 is 0
  }

  #settle(value: object, text: string): object {
    const kept = Array.isArray(value)
      ? value.map((part) => this.#keepPart(part))
      : Object.fromEntries(
          namesOf(value).map((name) => [name, this.#keepPart(value[name as keyof typeof value])] as const),
        );
    texts.set(kept, text);
    return Object.freeze(kept);
  }

  #keepPart(part: unknown): unknown {
    if (typeof part !== 'object' || part === null || texts.has(part)) return this.keep(part, '');
    const text = textOf(part);
    const known = this.#parts.get(text);
    if (known) return known;
    const kept = this.#settle(part, text);
    this.#parts.set(text, kept);
    return kept;
  }
}

/**
 * A walk through a value of somebody else's, within bounds: it may hold itself, be nested without an end, or share so much that it
 * is endless as a tree, and getters and proxies may go on for ever. Whoever walks here comes to an end, or says where it was too much.
 */
import { clip } from '../text/printable.ts';
import { reasonIn } from '../text/thrown.ts';

/** How deep values may be nested: what is deeper overflows the stack of whoever looks at it next. */
const MAX_DEPTH = 1000;

/** How many values may be in one, each counted as often as it is met. No server comes near, with a log of 100,000 entries. */
const MAX_VALUES = 1_000_000;

const MAX_PATH = 100;

/** What was given can't be looked at to its end, so that nobody knows whether it holds. The message says what, where, and why. */
export class Boundless extends Error {}

/** One walk; what is entered is left again. */
export class BoundedWalk {
  readonly #what: () => string;
  readonly #above: object[] = [];
  readonly #names: string[] = [];
  #seen = 0;

  /** @param what is walked through, as the words of an error begin: asked for when there is one, since most walks have none */
  constructor(what: () => string) {
    this.#what = what;
  }

  /** So many values were met until now. */
  get seen(): number {
    return this.#seen;
  }

  /**
   * Goes into a value, and gives the names of what is in it.
   *
   * @param known how many values there are in it, where that is known: then there is no need to look, and no names are given
   * @throws Boundless when that is too much, or the value can't be looked into.
   */
  enter(value: object, name: string, known?: number): readonly string[] {
    this.#above.push(value);
    this.#names.push(name);
    if (this.#above.length > MAX_DEPTH) throw this.#error(this.#isCircle() ? 'holds itself' : tooDeep);
    const names = known === undefined ? this.#namesIn(value) : [];
    this.#seen += known ?? names.length + 1;
    if (this.#seen > MAX_VALUES) throw this.#error(tooMuch);
    return names;
  }

  leave(): void {
    this.#above.pop();
    this.#names.pop();
  }

  /**
   * What is in the value that was entered last, by its name.
   *
   * @throws Boundless when reading it throws.
   */
  read(value: object, name: string): unknown {
    try {
      return (value as Readonly<Record<string, unknown>>)[name];
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  /** Where something of this name in the value that was entered last is. */
  path(name: string): string {
    const names = [...this.#names, name].filter((part) => part !== '');
    return names.length === 0 ? 'it' : clip(names.join('.'), MAX_PATH);
  }

  #namesIn(value: object): readonly string[] {
    try {
      return namesIn(value);
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  #unreadable(error: unknown): Boundless {
    return error instanceof RangeError ? this.#error(tooMuch) : this.#error(`can't be read: ${reasonIn(error)}`);
  }

  #isCircle(): boolean {
    return new Set(this.#above).size < this.#above.length;
  }

  #error(why: string): Boundless {
    return new Boundless(`${this.#what()}: ${this.path('')} ${why}; give plain values that come to an end`);
  }
}

const tooDeep = `is nested more than ${MAX_DEPTH} deep`;
const tooMuch = `holds more than ${MAX_VALUES} values, each counted as often as it is met`;

const namesIn = (value: object): readonly string[] => {
  const length = Array.isArray(value) || ArrayBuffer.isView(value) ? Number(Reflect.get(value, 'length') ?? 0) : 0;
  if (length > MAX_VALUES) throw new RangeError('too long');
  return Object.keys(value);
};

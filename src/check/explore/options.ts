/** What is given as the options of an exploration, read before anything is done: a slip in a name would otherwise change nothing. */
import { excerpt } from '../../text/printable.ts';
import { ModelFault } from './fault.ts';
import type { SearchProgress } from './search.ts';

/** How a model is explored. */
export interface ExploreOptions {
  /** Compare states up to the model's renamings? Left out: yes if the model has a symmetry and no `eventually`. */
  readonly symmetry?: boolean;
  /** Memory that may be used, in bytes, roughly. Left out: 1 GiB. */
  readonly memoryBytes?: number;
  /**
   * Go on to the end although a property is broken, so that each property is decided for itself? Left out: no, what the first
   * violation leaves open is not decided.
   */
  readonly keepGoing?: boolean;
  /** Called after each block of states. */
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Asked after each block of states: is it to stop here? */
  readonly isOver?: () => boolean;
}

type Name = keyof ExploreOptions;

interface Kind {
  readonly words: string;
  readonly isMet: (value: unknown) => boolean;
}

const truth: Kind = { words: 'true or false', isMet: (value) => typeof value === 'boolean' };
const call: Kind = { words: 'a function', isMet: (value) => typeof value === 'function' };
const bytes: Kind = {
  words: 'a number of bytes above 0',
  isMet: (value) => typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY,
};

const kinds: Readonly<Record<Name, Kind>> = {
  symmetry: truth,
  memoryBytes: bytes,
  keepGoing: truth,
  onProgress: call,
  isOver: call,
};

const isName = (name: string): name is Name => Object.hasOwn(kinds, name);

/**
 * A value as options. One that is undefined is left out.
 *
 * @throws ModelFault that names the first that is none, or has a value of another kind.
 */
export const readOptions = (value: unknown): ExploreOptions => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ModelFault('options: expected an object; leave them out, or give { keepGoing: true }');
  const options: Readonly<Record<string, unknown>> = { ...value };
  for (const [name, given] of Object.entries(options)) {
    if (!isName(name))
      throw new ModelFault(`options: there is no ${excerpt(name)}; known are ${Object.keys(kinds).join(', ')}`);
    if (given !== undefined && !kinds[name].isMet(given))
      throw new ModelFault(`options.${name}: expected ${kinds[name].words}`);
  }
  return Object.fromEntries(Object.entries(options).filter(([, given]) => given !== undefined));
};

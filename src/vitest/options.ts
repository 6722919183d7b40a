/** What is given to an assertion: counts, seeds, and names that may be mistaken. */
import { excerpt } from '../text/printable.ts';

/**
 * Looks at the names of options: a slip in one would otherwise change nothing.
 *
 * @throws RangeError when they are no object, or one of them is none of these.
 */
export const expectKnown = <Options extends object>(
  options: Options,
  names: Readonly<Record<keyof Options, true>>,
): void => {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new RangeError('the options are no object; leave them out, or give { name: value }');
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  throw new RangeError(`there is no option ${excerpt(unknown)}; known are ${Object.keys(names).join(', ')}`);
};

/**
 * Looks at options that are counts or seeds. Those that are left out are not looked at.
 *
 * @throws RangeError that names the first that is no whole number in its range.
 */
export const expectWhole = (options: Readonly<Record<string, number | undefined>>, min: number, max: number): void => {
  for (const [name, value = min] of Object.entries(options)) {
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`${name} is ${value}; give a whole number from ${min} to ${max}`);
    }
  }
};

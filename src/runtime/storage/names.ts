/** What the files of a storage are called. */

/** Digits of a number in a name: so many that names sort as their numbers do. */
const DIGITS = 16;

/** Names of numbered files. */
export interface NumberedNames {
  /** The name of a number, from 1 on. */
  readonly of: (number: number) => string;
  /** The number in a name; undefined: it is no such name. */
  readonly numberIn: (name: string) => number | undefined;
}

/** The highest number that a name may have. */
const MAX_NUMBER = 2 ** 48;

/** Names that end in a number, from 1 to 2^48. */
export const numberedNames = (prefix: string): NumberedNames => {
  const pattern = new RegExp(`^${prefix}-(\\d{${DIGITS}})$`);
  return {
    of: (number) => `${prefix}-${String(number).padStart(DIGITS, '0')}`,
    numberIn: (name) => {
      const number = Number(pattern.exec(name)?.[1]);
      return number >= 1 && number <= MAX_NUMBER ? number : undefined;
    },
  };
};

/** Segments of the log, in its order. */
export const segmentNames = numberedNames('segment');

/** Files full of zeros, or about to be, that segments are made of. */
export const spareNames = numberedNames('spare');

/** Snapshots, in the order in which they were written. */
export const snapshotNames = numberedNames('snapshot');

/** Snapshots that are not yet whole. */
export const unfinishedNames = numberedNames('unfinished');

/** The numbers of all files of a kind, sorted. */
export const numbersIn = (names: readonly string[], kind: NumberedNames): readonly number[] =>
  names.flatMap((name) => kind.numberIn(name) ?? []).sort((a, b) => a - b);

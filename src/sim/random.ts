/** Random numbers of a seed: the only source of chance. */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The only source of chance: everything drawn from it follows from one seed. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  readonly between: (min: number, max: number) => number;
  /** True with this probability, 0 .. 1. */
  readonly chance: (probability: number) => boolean;
  /** One of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** Another source, whose numbers do not depend on how many are drawn from this one afterwards. */
  readonly fork: () => Random;
}

const FINE = 1_000_000;

/** The random numbers of a seed, a whole number of 32 bits. Equal seeds give equal numbers on every machine. */
export const randomOf = (seed: number): Random => {
  const generator = xoroshiro128plus(seed);
  const between = (min: number, max: number): number => uniformInt(generator, min, max);
  return {
    between,
    chance: (probability) => between(0, FINE - 1) < probability * FINE,
    pick: (list) => {
      const item = list[between(0, list.length - 1)];
      if (item === undefined) throw new Error('pick() needs a list that is not empty');
      return item;
    },
    fork: () => randomOf(between(-0x80000000, 0x7fffffff)),
  };
};

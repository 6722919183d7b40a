/** The seed of random traces of the formal specification. */

import { InvalidArgumentError, Option } from 'commander';
import { MAX_SPEC_SEED } from '../../verify/formal.ts';
import { randomSeed } from '../../verify/seeds.ts';

const readSpecSeed = (text: string): bigint => {
  if (/^\d{1,20}$/.test(text) && BigInt(text) <= MAX_SPEC_SEED) return BigInt(text);
  throw new InvalidArgumentError(`give a whole number from 0 to ${MAX_SPEC_SEED}`);
};

/** The seed of random traces of the formal specification. */
export const specSeedOption = (): Option =>
  new Option('--seed <S>', 'a whole number from which all chance follows (default: drawn, and printed)').argParser(
    readSpecSeed,
  );

export const randomSpecSeed = (): bigint => BigInt(randomSeed());

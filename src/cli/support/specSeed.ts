/** A seed for random traces of the formal specification, where none was given. */
import { randomSeed } from '../../verify/seeds.ts';

export const randomSpecSeed = (): bigint => BigInt(randomSeed());

/** Seeds, in the order in which runs take them, and how many threads share the work. */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';

/** The largest seed. */
export const SEED_MAX = 2 ** 31 - 1;

/** More threads than any machine needs. */
export const WORKERS_MAX = 256;

/** A seed for those who have not chosen one. It is always printed. */
export const randomSeed = (): number => randomInt(SEED_MAX);

/** Seeds follow each other, and the first comes after the last. */
export const seedAfter = (seed: number, count: number): number => (seed + count) % (SEED_MAX + 1);

export const defaultWorkers = (): number => Math.min(availableParallelism(), WORKERS_MAX);

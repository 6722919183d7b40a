/** How long to wait before a peer is called again: longer each time, and by chance, so that servers do not call in step. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Bounds of the wait. */
export interface BackOffRange {
  /** The longest first wait, in milliseconds, at least 1. */
  readonly minMs: number;
  /** The longest wait of all, in milliseconds, at least `minMs`. */
  readonly maxMs: number;
}

/** Waits for one peer. */
export interface BackOff {
  /** The next wait, in milliseconds: between half of a bound and the bound, which doubles each time up to `maxMs`. */
  readonly next: () => number;
  /** The peer was reached: the next wait is a short one again. */
  readonly reset: () => void;
}

/** @param seed a whole number of 32 bits; equal seeds give equal waits */
export const backOffOf = ({ minMs, maxMs }: BackOffRange, seed: number): BackOff => {
  const generator = xoroshiro128plus(seed);
  let boundMs = minMs;
  return {
    next: () => {
      const waitMs = uniformInt(generator, Math.ceil(boundMs / 2), boundMs);
      boundMs = Math.min(maxMs, boundMs * 2);
      return waitMs;
    },
    reset: () => {
      boundMs = minMs;
    },
  };
};

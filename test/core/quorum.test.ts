import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreedIndex, isMajority, majority } from '../../src/core/quorum.ts';
import type { Index } from '../../src/core/types.ts';

describe('a majority', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
  ])('RS-C-2, D-17: of %i servers is %i', (size, needed) => {
    expect(majority(size)).toBe(needed);
    expect([isMajority(needed - 1, size), isMajority(needed, size)]).toEqual([false, true]);
  });

  test('RS-C-2: shares a server with every other majority, and no smaller number does', () => {
    for (let size = 1; size < 100; size++) {
      expect(2 * majority(size)).toBeGreaterThan(size);
      expect(2 * (majority(size) - 1)).toBeLessThanOrEqual(size);
    }
  });
});

describe('the index that a majority has', () => {
  test('RS-L-4: is the highest that more than half have reached', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 9 }), (indexes) => {
        expect(agreedIndex(indexes)).toBe(highestOfMost(indexes));
      }),
    );
  });

  test('RS-L-4: does not depend on the order, and leaves the argument as it is', () => {
    const indexes = Object.freeze([9, 10, 2, 30, 1]);
    expect([agreedIndex(indexes), agreedIndex([...indexes].reverse())]).toEqual([9, 9]);
  });
});

/** Tries every index, and counts. */
function highestOfMost(indexes: readonly Index[]): Index {
  let highest = 0;
  for (let candidate = 0; candidate <= Math.max(...indexes); candidate++) {
    if (indexes.filter((index) => index >= candidate).length * 2 > indexes.length) highest = candidate;
  }
  return highest;
}

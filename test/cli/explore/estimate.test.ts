import { describe, expect, test } from 'vitest';
import { estimateTotal } from '../../../src/cli/explore/estimate.ts';

describe('how many states there will be', () => {
  test('too early to tell', () => {
    expect(estimateTotal([])).toBeUndefined();
    expect(estimateTotal([1, 5])).toBeUndefined();
  });

  test('levels that grow without end', () => {
    expect(estimateTotal([1, 2, 4])).toBeUndefined();
    expect(estimateTotal([1, 2, 8])).toBeUndefined();
  });

  test('levels that shrink', () => {
    expect(estimateTotal([64, 32, 16])).toBe(64 + 32 + 16 + 16);
  });

  test('a hill, seen from below its top, to a third', () => {
    const hill = Array.from({ length: 41 }, (_, level) => Math.round(1e6 * Math.exp(-(((level - 20) / 6) ** 2))));
    const sum = hill.reduce((total, level) => total + level, 0);
    const estimate = estimateTotal(hill.slice(0, 17)) ?? 0;
    expect(Math.abs(estimate / sum - 1)).toBeLessThan(1 / 3);
  });
});

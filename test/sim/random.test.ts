import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Random, randomOf } from '../../src/sim/random.ts';

const draw = (random: Random, count: number): readonly number[] =>
  Array.from({ length: count }, () => random.between(0, 999_999));

const seeds = fc.integer();

describe('random numbers', () => {
  test.each<[number, readonly number[], number]>([
    [1, [483_646, 575_328, 902_081, 651_997, 512_890, 619_829, 810_222, 9_683], 47_837],
    [42, [483_605, 21_225, 151_535, 472_820, 202_834, 322_084, 90_852, 96_787], 162_156],
  ])('of seed %i are these, on every machine and with every version of the library', (seed, numbers, forked) => {
    const random = randomOf(seed);
    expect(draw(random, 8)).toEqual(numbers);
    expect(random.fork().between(0, 999_999)).toBe(forked);
  });

  test('stay within their range, both ends included', () => {
    const ranges = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(3));
    fc.assert(
      fc.property(seeds, ranges, (seed, [min, width]) => {
        const random = randomOf(seed);
        const drawn = new Set(Array.from({ length: 200 }, () => random.between(min, min + width)));
        expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: width + 1 }, (_, place) => min + place));
      }),
      { numRuns: 100 },
    );
  });

  test('of equal seeds are equal, and of others are not', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(draw(randomOf(seed), 20)).toEqual(draw(randomOf(seed), 20));
      }),
    );
    expect(draw(randomOf(1), 5)).not.toEqual(draw(randomOf(2), 5));
  });

  test('are spread evenly: each of ten values comes about as often', () => {
    const random = randomOf(7);
    const counts = new Array<number>(10).fill(0);
    for (let drawn = 0; drawn < 10_000; drawn++) {
      const value = random.between(0, 9);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('chance', () => {
  test('0 never happens and 1 always does', () => {
    const random = randomOf(1);
    for (let drawn = 0; drawn < 1000; drawn++) {
      expect(random.chance(0)).toBe(false);
      expect(random.chance(1)).toBe(true);
    }
  });

  test('happens about as often as it says', () => {
    const random = randomOf(3);
    const share = Array.from({ length: 20_000 }, () => random.chance(0.25)).filter(Boolean).length / 20_000;
    expect(share).toBeGreaterThan(0.23);
    expect(share).toBeLessThan(0.27);
  });
});

describe('pick', () => {
  test('takes each item of a list at some time', () => {
    const random = randomOf(5);
    expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
  });

  test('of an empty list is a mistake of the programmer', () => {
    expect(() => randomOf(1).pick([])).toThrow();
  });
});

describe('a fork', () => {
  test('gives the same numbers however many are drawn from its origin afterwards', () => {
    fc.assert(
      fc.property(seeds, fc.nat(50), (seed, count) => {
        const [one, other] = [randomOf(seed), randomOf(seed)];
        const [fork, twin] = [one.fork(), other.fork()];
        draw(other, count);
        expect(draw(fork, 10)).toEqual(draw(twin, 10));
      }),
    );
  });

  test('takes nothing from its origin by being drawn from', () => {
    const [one, other] = [randomOf(9), randomOf(9)];
    draw(one.fork(), 100);
    other.fork();
    expect(draw(one, 10)).toEqual(draw(other, 10));
  });

  test('is another source: neither its origin nor the fork after it gives the same numbers', () => {
    const random = randomOf(11);
    const [first, second] = [random.fork(), random.fork()];
    const numbers = [draw(first, 5), draw(second, 5), draw(random, 5)].map(String);
    expect(new Set(numbers).size).toBe(3);
  });
});

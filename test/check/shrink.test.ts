import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shrink } from '../../src/check/shrink.ts';

const upTo = (length: number): readonly number[] => Array.from({ length }, (_, place) => place);

const generous = { maxWork: 10_000_000 };

type Predicate = (candidate: readonly number[]) => boolean;

const needs =
  (...items: readonly number[]): Predicate =>
  (candidate) =>
    items.every((item) => candidate.includes(item));

/** Is the block somewhere in the list, its items side by side? */
const needsBlock =
  (block: readonly number[]): Predicate =>
  (candidate) =>
    candidate.some((_, place) => block.every((item, offset) => candidate[place + offset] === item));

const withoutItem = <T>(list: readonly T[], place: number): readonly T[] => list.filter((_, other) => other !== place);

describe('shrinking finds what matters', () => {
  test.each<[string, readonly number[], Predicate, readonly number[]]>([
    ['one item', upTo(1000), needs(613), [613]],
    ['two items, far apart', upTo(1000), needs(3, 997), [3, 997]],
    ['the first and the last', upTo(257), needs(0, 256), [0, 256]],
    ['a block in the middle', upTo(300), needsBlock([100, 101, 102, 103, 104]), [100, 101, 102, 103, 104]],
    ['nothing at all', upTo(50), () => true, []],
    ['everything', upTo(20), needs(...upTo(20)), upTo(20)],
    ['an empty list', [], () => true, []],
  ])('%s', (_, list, stillFails, expected) => {
    expect(shrink(list, stillFails, generous)).toEqual(expected);
  });

  test('items that can only be spared in pairs', () => {
    const isBalanced: Predicate = (candidate) =>
      candidate.includes(0) && [1, 2, 3].every((item) => candidate.includes(item) === candidate.includes(-item));
    expect(shrink([1, 2, 3, 0, -2, -1, -3], isBalanced, generous)).toEqual([0]);
  });

  test('but not pairs in a long list, which would take too long', () => {
    const list = upTo(100);
    const isEven: Predicate = (candidate) => candidate.length % 2 === 0 && candidate.length >= 66;
    expect(shrink(list, isEven, generous).length).toBeGreaterThan(64);
  });

  test('what happened last is left out first', () => {
    const hasOdd: Predicate = (candidate) => candidate.some((item) => item % 2 === 1);
    expect(shrink(upTo(40), hasOdd, generous)).toEqual([1]);
  });
});

describe('shrinking keeps its promises', () => {
  /** Fails if it holds one of the alternatives as a whole. */
  const predicates = fc.array(fc.array(fc.nat(29), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });

  test('the result fails, is a sublist, and no single item can be left out', () => {
    fc.assert(
      fc.property(predicates, fc.integer({ min: 30, max: 60 }), (alternatives, length) => {
        const list = upTo(length);
        const stillFails: Predicate = (candidate) => alternatives.some((items) => needs(...items)(candidate));
        const result = shrink(list, stillFails, generous);
        expect(stillFails(result)).toBe(true);
        expect(result).toEqual([...result].sort((a, b) => a - b));
        for (const place of result.keys()) expect(stillFails(withoutItem(result, place))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('it is the same each time', () => {
    const stillFails = needs(17, 71, 72);
    const tried = () => {
      const seen: (readonly number[])[] = [];
      const noted: Predicate = (candidate) => {
        seen.push(candidate);
        return stillFails(candidate);
      };
      shrink(upTo(100), noted, generous);
      return seen;
    };
    expect(tried()).toEqual(tried());
  });

  test('it stops at maxWork, and what it gives then still fails', () => {
    const stillFails = needs(5, 500, 995);
    for (const maxWork of [0, 1, 999, 1500, 4000, 20_000]) {
      let work = 0;
      const counted: Predicate = (candidate) => {
        work += candidate.length;
        return stillFails(candidate);
      };
      expect(stillFails(shrink(upTo(1000), counted, { maxWork }))).toBe(true);
      expect(work).toBeLessThanOrEqual(maxWork);
    }
  });

  test('with no work allowed it gives the list itself', () => {
    const list = upTo(9);
    expect(shrink(list, () => true, { maxWork: 0 })).toBe(list);
  });

  test('it never changes the list that it was given', () => {
    const list = Object.freeze([...upTo(30)]);
    expect(shrink(list, needs(7), generous)).toEqual([7]);
    expect(list).toEqual(upTo(30));
  });
});

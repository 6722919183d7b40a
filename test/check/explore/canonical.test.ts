import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText, NotJson } from '../../../src/check/explore/canonical.ts';

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** The same value with the fields of its objects in the opposite order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, field]) => [name, reversed(field)] as const)
      .reverse(),
  );
};

describe('the one text of a value', () => {
  test('is its JSON, whatever the order of fields', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalText(value))).toEqual(value);
        expect(canonicalText(reversed(value))).toBe(canonicalText(value));
      }),
    );
  });

  test('differs where values differ', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        let isSame = true;
        try {
          expect(one).toStrictEqual(other);
        } catch {
          isSame = false;
        }
        // -0 and 0 are one number in JSON.
        fc.pre(!JSON.stringify([one, other]).includes('-0'));
        expect(canonicalText(one) === canonicalText(other)).toBe(isSame);
      }),
    );
    expect(canonicalText({ a: 1, b: [2] })).not.toBe(canonicalText({ a: 1, b: ['2'] }));
    expect(canonicalText([[], 1])).not.toBe(canonicalText([[1]]));
  });

  test.each([
    ['a Map', { rms: new Map() }, /its rms is a Map/],
    ['undefined', { a: [1, { b: undefined }] }, /its a\.1\.b is of type undefined/],
    ['a function', () => 1, /it is of type function/],
    ['NaN', [Number.NaN], /its 0 is NaN/],
    ['a hole', Array.from({ length: 1 }), /its 0 is of type undefined/],
    ['a Date', { at: new Date(0) }, /its at is a Date/],
  ])('%s is refused, and where it is', (_, value, words) => {
    expect(() => canonicalText(value)).toThrow(NotJson);
    expect(() => canonicalText(value)).toThrow(words);
  });
});

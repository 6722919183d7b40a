import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Interner,
  InternerFull,
  privateInterner,
  restoreTexts,
  sharedInterner,
  sharedTexts,
} from '../../../src/check/explore/interner.ts';

const kinds: readonly [string, () => Interner][] = [
  ['of one thread', privateInterner],
  ['of several', () => sharedInterner(sharedTexts(64, 4096))],
];

describe.each(kinds)('an interner %s', (_, create) => {
  test('gives each text one number, counted from 0, and each number its text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12, unit: 'binary' }), { maxLength: 40 }), (texts) => {
        const interner = create();
        const numbers = texts.map((text) => interner.numberOf(text));
        expect(interner.size).toBe(new Set(texts).size);
        expect(new Set(numbers).size).toBe(new Set(texts).size);
        expect(Math.max(-1, ...numbers)).toBe(interner.size - 1);
        for (const [place, text] of texts.entries()) {
          expect(interner.numberOf(text)).toBe(numbers[place]);
          expect(interner.textOf(numbers[place] ?? -1)).toBe(text);
        }
      }),
    );
  });

  test('takes more memory when it knows more', () => {
    const interner = create();
    interner.numberOf('a');
    const { bytes } = interner;
    interner.numberOf('a');
    expect(interner.bytes).toBe(bytes);
    interner.numberOf('b');
    expect(interner.bytes).toBeGreaterThan(bytes);
  });
});

describe('an interner that threads share', () => {
  test('has the same numbers for all, whoever asked first', () => {
    const shared = sharedTexts(64, 4096);
    const [one, other] = [sharedInterner(shared), sharedInterner(shared)];
    expect([one.numberOf('a'), other.numberOf('b'), one.numberOf('b'), other.numberOf('a')]).toEqual([0, 1, 1, 0]);
    expect([one.textOf(1), other.textOf(0)]).toEqual(['b', 'a']);
    const apart = sharedInterner(sharedTexts(64, 4096));
    expect(apart.numberOf('b')).toBe(0);
  });

  test('tells texts with the same beginning apart, and long ones', () => {
    const long = 'x'.repeat(10_000);
    const interner = sharedInterner(sharedTexts(8, 2 ** 16));
    const numbers = ['', 'x', 'xx', long, `${long}y`].map((text) => interner.numberOf(text));
    expect(numbers).toEqual([0, 1, 2, 3, 4]);
    expect(interner.textOf(4)).toBe(`${long}y`);
  });

  test('is full at some time, of texts or of characters', () => {
    const two = sharedInterner(sharedTexts(2, 100));
    expect([two.numberOf('a'), two.numberOf('b'), two.numberOf('a')]).toEqual([0, 1, 0]);
    expect(() => two.numberOf('c')).toThrow(InternerFull);
    const short = sharedInterner(sharedTexts(8, 3));
    expect(short.numberOf('abc')).toBe(0);
    expect(() => short.numberOf('d')).toThrow(InternerFull);
    expect(short.numberOf('abc')).toBe(0);
  });

  test('finds texts again that came from a file; and only so many', () => {
    const kept = sharedTexts(8, 100);
    const interner = sharedInterner(kept);
    for (const text of ['a', 'bc', 'd']) interner.numberOf(text);
    const again = sharedTexts(8, 100);
    again.ends.set(kept.ends);
    again.characters.set(kept.characters);
    restoreTexts(again, 2);
    const restored = sharedInterner(again);
    expect([restored.size, restored.numberOf('bc'), restored.numberOf('a'), restored.textOf(1)]).toEqual([
      2,
      1,
      0,
      'bc',
    ]);
    expect(restored.numberOf('e')).toBe(2);
  });
});

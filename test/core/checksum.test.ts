import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../../src/core/checksum.ts';

describe('the checksum', () => {
  test('D-12: the naive twin gives the published check value for the bytes of 123456789', () => {
    expect(bitwise('123456789'.split('').map((digit) => digit.charCodeAt(0)))).toBe(0xe3069283);
  });

  test('D-12, D-18: is CRC-32C over the UTF-16 code units, low byte first', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(crc32c(text)).toBe(bitwise(bytesOf(text)));
      }),
    );
    const long = 'wörd 😀 '.repeat(20);
    for (let length = long.length - 9; length <= long.length; length++)
      expect(crc32c(long.slice(0, length))).toBe(bitwise(bytesOf(long.slice(0, length))));
    expect(crc32c('123456789')).toBe(bitwise(bytesOf('123456789')));
  });

  test('D-12: of nothing is 0', () => {
    expect(crc32c('')).toBe(0);
  });

  test('D-18: takes the halves of a character one by one', () => {
    expect(crc32c('\ud83d')).toBe(bitwise([0x3d, 0xd8]));
    expect(crc32c('\ud83d\ude00')).toBe(bitwise([0x3d, 0xd8, 0x00, 0xde]));
  });

  test('IS-12: notices one changed character, two exchanged ones, and a missing one', () => {
    const sums = ['abcdef', 'abcxef', 'abcedf', 'abcde', 'abcdef\0'].map(crc32c);
    expect(new Set(sums).size).toBe(sums.length);
  });
});

function bytesOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, position) => text.charCodeAt(position)).flatMap((unit) => [
    unit % 256,
    Math.floor(unit / 256),
  ]);
}

/** The definition, bit by bit: division by the reflected polynomial, without a table. */
function bitwise(bytes: readonly number[]): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = ((remainder ^ (byte >>> bit)) & 1) === 1;
      remainder = (remainder >>> 1) ^ (isOdd ? 0x82f63b78 : 0);
    }
  }
  return (remainder ^ 0xffffffff) >>> 0;
}

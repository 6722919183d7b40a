import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../model/oracle/checksum.ts';

/** The bytes of a text of ASCII, each in the low half of a code unit; the high half is zero. */
const unitsOf = (bytes: readonly number[]): string => {
  const units = [];
  for (let place = 0; place < bytes.length; place += 2) units.push((bytes[place] ?? 0) + (bytes[place + 1] ?? 0) * 256);
  return String.fromCharCode(...units);
};

describe('CRC-32C, bit by bit', () => {
  test.each([
    ['32 bytes of zeros', Array<number>(32).fill(0), 0x8a9136aa],
    ['32 bytes of ones', Array<number>(32).fill(0xff), 0x62a8ab43],
    ['32 bytes that rise', Array.from({ length: 32 }, (_, byte) => byte), 0x46dd794e],
  ])('D-12: is that of RFC 3720, appendix B.4, of %s', (_, bytes, sum) => {
    expect(crc32c(unitsOf(bytes))).toBe(sum);
  });

  test('D-18: takes both bytes of a code unit, the low one first', () => {
    expect(crc32c('\u0100')).not.toBe(crc32c('\u0001'));
    expect(crc32c('')).toBe(0);
  });
});

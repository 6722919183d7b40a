/** The checksum of bytes: CRC-32C (Castagnoli), eight bytes at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checksumTables } from '../../core/checksum.ts';

/**
 * CRC-32C of the bytes from `start` to `end`, without it. Range 0 .. 2^32-1; of "123456789" it is e3069283.
 *
 * @param before the checksum of what stands before these bytes: the result is that of both together.
 */
export const checksumOf = (bytes: Uint8Array, start = 0, end: number = bytes.length, before = 0): number => {
  const t = checksumTables;
  let crc = ~before;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    const low = crc ^ fourAt(bytes, i);
    const high = fourAt(bytes, i + 4);
    crc =
      (t[1792 + (low & 0xff)] as number) ^
      (t[1536 + ((low >>> 8) & 0xff)] as number) ^
      (t[1280 + ((low >>> 16) & 0xff)] as number) ^
      (t[1024 + (low >>> 24)] as number) ^
      (t[768 + (high & 0xff)] as number) ^
      (t[512 + ((high >>> 8) & 0xff)] as number) ^
      (t[256 + ((high >>> 16) & 0xff)] as number) ^
      (t[high >>> 24] as number);
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ (t[(crc ^ (bytes[i] as number)) & 0xff] as number);
  return ~crc >>> 0;
};

/** UTF-16 code units that are gone through in one turn of the event loop: a matter of some milliseconds. */
const TURN_LENGTH = 2 ** 20;

/** The same as `crc32c` of the core, for texts that are so long that others must not wait for all of it. */
export const checksumOfText = async (text: string): Promise<number> => {
  let crc = 0;
  for (let from = 0; from < text.length; from += TURN_LENGTH) {
    if (from > 0) await nextTurn();
    crc = checksumOf(Buffer.from(text.slice(from, from + TURN_LENGTH), 'utf16le'), 0, undefined, crc);
  }
  return crc;
};

/** Four bytes as an integer, the lowest first. */
const fourAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

/** The checksum of bytes: CRC-32C (Castagnoli), eight bytes at a time. */

const POLYNOMIAL = 0x82f63b78; // bit-reversed

/** At 256 * k + b: what the byte b does to the checksum when k bytes follow it. */
const TABLES = ((): Int32Array => {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const crc = tables[i - 256] as number;
    tables[i] = (crc >>> 8) ^ (tables[crc & 0xff] as number);
  }
  return tables;
})();

/**
 * CRC-32C of the bytes from `start` to `end`, without it. Range 0 .. 2^32-1; of "123456789" it is e3069283.
 *
 * @param before the checksum of what stands before these bytes: the result is that of both together.
 */
export const checksumOf = (bytes: Uint8Array, start = 0, end: number = bytes.length, before = 0): number => {
  const t = TABLES;
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

/** Four bytes as an integer, the lowest first. */
const fourAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

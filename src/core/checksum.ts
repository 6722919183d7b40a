/** The checksum of a snapshot: CRC-32C (Castagnoli), eight bytes at a time. */
const POLYNOMIAL = 0x82f63b78; // bit-reversed

const remainderOf = (byte: number): number => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  return remainder;
};

/** At 256 * k + b: what the byte b does to the checksum when k bytes follow it, for k from 0 to 7. */
export const checksumTables: Int32Array = ((): Int32Array => {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) tables[byte] = remainderOf(byte);
  for (let place = 256; place < tables.length; place++) {
    const remainder = tables[place - 256] as number;
    tables[place] = (remainder >>> 8) ^ (tables[remainder & 0xff] as number);
  }
  return tables;
})();

/** CRC-32C (Castagnoli) of a string, taken over its UTF-16 code units, low byte first (D-12, D-18). Range 0 .. 2^32-1. */
export const crc32c = (text: string): number => {
  const t = checksumTables;
  const { length } = text;
  let crc = -1;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const low = crc ^ (text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    const high = text.charCodeAt(i + 2) | (text.charCodeAt(i + 3) << 16);
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
  for (; i < length; i++) {
    const unit = text.charCodeAt(i);
    crc = (crc >>> 8) ^ (t[(crc ^ unit) & 0xff] as number);
    crc = (crc >>> 8) ^ (t[(crc ^ (unit >>> 8)) & 0xff] as number);
  }
  return ~crc >>> 0;
};

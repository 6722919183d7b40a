/** The checksum of a snapshot. */
const POLYNOMIAL = 0x82f63b78; // Castagnoli's, bit-reversed

const remainderOf = (byte: number): number => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  return remainder;
};

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => remainderOf(byte));

const next = (crc: number, byte: number): number => (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);

/** CRC-32C (Castagnoli) of a string, taken over its UTF-16 code units, low byte first (D-12, D-18). Range 0 .. 2^32-1. */
export const crc32c = (text: string): number => {
  let crc = -1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    crc = next(next(crc, unit & 0xff), unit >>> 8);
  }
  return ~crc >>> 0;
};

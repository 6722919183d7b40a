/** The checksum of a snapshot as the contracts reckon it. The reference model has one of its own. */

const POLYNOMIAL = 0x82f63b78;

/** CRC-32C of the code units of a text, low byte first (D-12, D-18): bit by bit, slow. */
export const crc32c = (text: string): number => {
  let remainder = 0xffffffff;
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    for (let bit = 0; bit < 16; bit++) {
      const differs = (remainder ^ (unit >>> bit)) & 1;
      remainder = (remainder >>> 1) ^ (POLYNOMIAL & -differs); // without a branch, which would be foretold wrongly half the time
    }
  }
  return ~remainder >>> 0;
};

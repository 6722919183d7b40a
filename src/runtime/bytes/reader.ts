/** Values out of bytes that may be anybody's: nothing is believed, and no length is followed past the end. */
import { isUtf8 } from 'node:buffer';
import { MAX_NUMBER } from '../../core/messages.ts';
import { MalformedBytes } from './malformed.ts';

const DIGIT = 0x80;

/** Seven digits of seven bits hold 2^48. */
const MAX_DIGITS = 7;

/**
 * Reads what a `ByteWriter` wrote, one value after the other.
 *
 * All its methods throw `MalformedBytes` when the bytes end before the value does, or are none of the kind. A length or a count
 * is held against what is left before anything is allocated for it.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #position: number;

  /** Reads the bytes from `start` to `end`, without it. They must not change as long as a value that is a view on them is in use. */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#end = Math.min(end, bytes.length);
  }

  /** Where the next value begins, in the bytes that were given. */
  get position(): number {
    return this.#position;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#end - this.#position;
  }

  /** Says that nothing may be left. */
  expectEnd(): void {
    if (this.left > 0) throw new MalformedBytes(`${this.left} bytes too many`);
  }

  /** One byte, 0 to 255. */
  byte(): number {
    if (this.#position >= this.#end) throw tooShort();
    return this.#bytes[this.#position++] as number;
  }

  /** A whole number from 0 to 2^32 - 1 in 4 bytes. */
  uint32(): number {
    if (this.left < 4) throw tooShort();
    const value = this.#bytes.readUInt32LE(this.#position);
    this.#position += 4;
    return value;
  }

  /** A whole number from 0 to 2^48, written as short as it can be: equal values are equal bytes. */
  number(): number {
    let value = 0;
    let weight = 1;
    for (let digits = 1; digits <= MAX_DIGITS; digits++, weight *= DIGIT) {
      const byte = this.byte();
      if (byte < DIGIT) {
        if (byte === 0 && digits > 1) throw new MalformedBytes('a number that is longer than it has to be');
        value += byte * weight;
        if (value > MAX_NUMBER) break;
        return value;
      }
      value += (byte - DIGIT) * weight;
    }
    throw new MalformedBytes('a number above 2^48');
  }

  /** How many of something follow, each of which takes `bytesEach` bytes at least: no more than there is room for. */
  count(bytesEach = 1): number {
    const value = this.number();
    if (value * bytesEach > this.left) throw new MalformedBytes(`a count of ${value} with ${this.left} bytes left`);
    return value;
  }

  /** True or false. */
  boolean(): boolean {
    const value = this.byte();
    if (value > 1) throw new MalformedBytes(`${value} where 0 or 1 belongs`);
    return value === 1;
  }

  /** So many bytes: a view, not a copy. */
  raw(length: number): Buffer {
    if (length > this.left) throw tooShort();
    const start = this.#position;
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  /** So many bytes that are UTF-8: a text of its own. */
  utf8(length: number): string {
    if (length > this.left) throw tooShort();
    const start = this.#position;
    this.#position += length;
    const text = this.#bytes.toString('utf8', start, this.#position);
    // what is no UTF-8 becomes this character, which may stand there by right
    if (text.includes('\ufffd') && !isUtf8(this.#bytes.subarray(start, this.#position)))
      throw new MalformedBytes('a text that is no UTF-8');
    return text;
  }

  /** Bytes behind their length: a view, not a copy. */
  bytes(): Buffer {
    return this.raw(this.count());
  }
}

const tooShort = (): MalformedBytes => new MalformedBytes('the bytes end too early');

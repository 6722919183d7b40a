/** Values as bytes: a buffer that grows. */
import { MAX_NUMBER } from '../../core/messages.ts';

/** What a new writer has room for, in bytes. */
const FIRST_CAPACITY = 256;

/** Bits of a byte of a number that hold its value; the eighth says that more follows. */
const DIGIT = 0x80;

/** Longer texts are looked at before there is room for them. */
const ASCII_MAX_LENGTH = 131_072;

/** Bytes of UTF-8 that a character takes at most. */
const LONGEST_CHARACTER = 4;

/**
 * Bytes that are written one value after the other. What it holds is read back by a `ByteReader` with calls of the same names in the
 * same order.
 */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  /** @param capacity bytes for which there is room before it has to grow. */
  constructor(capacity: number = FIRST_CAPACITY) {
    this.#bytes = Buffer.allocUnsafe(Math.max(capacity, 1));
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#length;
  }

  /** What has been written: a view that is good until the next value is written. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what has been written, but for the first bytes, and keeps the room. */
  clear(length = 0): void {
    this.#length = Math.min(length, this.#length);
  }

  /** Room for so many bytes more, that count as written: a view into which the caller writes them at once. */
  room(length: number): Buffer {
    const start = this.#length;
    this.#reserve(length);
    this.#length += length;
    return this.#bytes.subarray(start, this.#length);
  }

  /** One byte, 0 to 255. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^32 - 1, in 4 bytes, the lowest first. */
  uint32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  /** A whole number from 0 to 2^48 in 1 to 7 bytes, seven bits in each, the lowest first. */
  number(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > MAX_NUMBER)
      throw new RangeError(`a number is whole and from 0 to ${MAX_NUMBER}, not ${value}`);
    this.#reserve(7);
    let rest = value;
    while (rest >= DIGIT) {
      this.#bytes[this.#length++] = (rest % DIGIT) + DIGIT;
      rest = Math.floor(rest / DIGIT);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** True or false, in one byte. */
  boolean(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /**
   * A text behind twice its length, if it is of ASCII and not long: what most texts are, in one call.
   *
   * @returns false: it is not, and nothing was written
   */
  ascii(text: string): boolean {
    const { length } = text;
    if (length > ASCII_MAX_LENGTH) return false;
    const start = this.#length;
    this.number(length * 2);
    this.#reserve(length + LONGEST_CHARACTER);
    // any other character takes more bytes than code units, and there is room for one of them
    const bytes = this.#bytes.write(text, this.#length, length + LONGEST_CHARACTER, 'utf8');
    this.#length = bytes === length ? this.#length + length : start;
    return bytes === length;
  }

  /** Bytes as they are, without their length. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Bytes behind their length. */
  bytes(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.raw(bytes);
  }

  /** Makes room for so many bytes more. */
  #reserve(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

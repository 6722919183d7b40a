/**
 * Frames: what a stream between two servers is made of after its preamble. A frame is a head of 8 bytes and a body: the body's length
 * and its CRC-32 (that of Ethernet and gzip, which Node has natively), 4 bytes each, least significant first. The first
 * byte of a body says what it is. TCP's own checksum has 16 bits, too few for what becomes a log.
 */
import { crc32 } from 'node:zlib';

/** Bytes of a frame before its body. */
export const HEAD_BYTES = 8;

/** What a stream begins with, in both directions: a magic word, and the version of this protocol. */
const MAGIC = Buffer.from('figure2', 'latin1');
export const VERSION = 1;
export const PREAMBLE: Buffer = Buffer.concat([MAGIC, Buffer.of(VERSION)]);

/** What the first byte of a body says. Messages have the numbers from `message` on, in the order of their table. */
export const BodyType = { hello: 0, welcome: 1, refusal: 2, beat: 3, mark: 4, reached: 5, message: 16 } as const;

/** Fills in the head of a frame whose body is at `start + HEAD_BYTES .. end`. */
export const sealFrame = (bytes: Buffer, start: number, end: number): void => {
  bytes.writeUInt32LE(end - start - HEAD_BYTES, start);
  bytes.writeUInt32LE(crc32(bytes.subarray(start + HEAD_BYTES, end)), start + 4);
};

/** A frame of its own. */
export const frameOf = (type: number, rest: Uint8Array | string = ''): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(HEAD_BYTES), Buffer.of(type), Buffer.from(rest as string)]);
  sealFrame(bytes, 0, bytes.length);
  return bytes;
};

/** Why a stream can't be read any further. */
export type FrameFault =
  | { readonly type: 'preamble'; readonly start: Buffer }
  | { readonly type: 'version'; readonly version: number }
  | { readonly type: 'length'; readonly length: number; readonly maxBytes: number }
  | { readonly type: 'checksum'; readonly length: number };

const EMPTY = Buffer.alloc(0);

/** What is kept from one frame to the next, so that not each that comes in pieces needs memory of its own. */
const KEPT_BYTES = 65_536;

/** Puts frames together from the pieces in which a stream brings them. It never holds more than twice what has come. */
export class FrameAssembler {
  /** Bodies may be no longer. It may be raised when it is known who sends them. */
  maxBytes: number;
  readonly #take: (body: Buffer) => void;
  #awaitsPreamble = true;
  #isClosed = false;
  #fault: FrameFault | undefined;
  /** What is not whole: the first `#held` bytes. */
  #buffer: Buffer = EMPTY;
  #held = 0;

  /** @param take is given each whole body, a view that holds during the call only */
  constructor(maxBytes: number, take: (body: Buffer) => void) {
    this.maxBytes = maxBytes;
    this.#take = take;
  }

  /** Takes the next bytes of the stream. Behind a fault nothing is taken any more. */
  push(chunk: Buffer): FrameFault | undefined {
    let rest = chunk;
    while (rest.length > 0 && !this.#isClosed) rest = this.#held > 0 ? this.#complete(rest) : this.#takeWhole(rest);
    return this.#fault;
  }

  /** Takes nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#held = 0;
    this.#buffer = EMPTY;
  }

  /** Takes what is whole at the beginning of these bytes, and holds the rest. */
  #takeWhole(bytes: Buffer): Buffer {
    let at = 0;
    while (at < bytes.length && !this.#isClosed) {
      const rest = bytes.subarray(at);
      const needed = this.#neededBy(rest);
      if (needed === 0) return EMPTY;
      at += needed;
      if (at <= bytes.length) this.#takeOne(rest.subarray(0, needed));
      else this.#hold(rest, needed);
    }
    return EMPTY;
  }

  /** Adds to what is held what it lacks, as far as that has come: the rest. */
  #complete(bytes: Buffer): Buffer {
    const lacks = this.#neededBy(this.#buffer.subarray(0, this.#held)) - this.#held;
    const part = bytes.subarray(0, lacks);
    this.#hold(part, this.#held + lacks);
    const whole = this.#buffer.subarray(0, this.#held);
    if (this.#neededBy(whole) === whole.length) {
      this.#held = 0;
      this.#takeOne(whole);
      if (this.#buffer.length > KEPT_BYTES) this.#buffer = EMPTY;
    }
    return bytes.subarray(part.length);
  }

  #hold(part: Buffer, needed: number): void {
    const length = this.#held + part.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, Math.min(needed, 2 * this.#held)));
      this.#buffer.copy(larger, 0, 0, this.#held);
      this.#buffer = larger;
    }
    part.copy(this.#buffer, this.#held);
    this.#held = length;
  }

  /** How many bytes belong to what begins here: those of the head, while that is not whole; 0 behind a fault. */
  #neededBy(bytes: Buffer): number {
    if (this.#awaitsPreamble) return PREAMBLE.length;
    if (bytes.length < HEAD_BYTES) return HEAD_BYTES;
    const length = bytes.readUInt32LE(0);
    if (length >= 1 && length <= this.maxBytes) return HEAD_BYTES + length;
    this.#fail({ type: 'length', length, maxBytes: this.maxBytes });
    return 0;
  }

  #takeOne(bytes: Buffer): void {
    if (this.#awaitsPreamble) {
      this.#awaitsPreamble = false;
      this.#checkPreamble(bytes);
      return;
    }
    const body = bytes.subarray(HEAD_BYTES);
    if (crc32(body) === bytes.readUInt32LE(4)) this.#take(body);
    else this.#fail({ type: 'checksum', length: body.length });
  }

  #checkPreamble(bytes: Buffer): void {
    const version = bytes.readUInt8(MAGIC.length);
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) this.#fail({ type: 'preamble', start: Buffer.from(bytes) });
    else if (version !== VERSION) this.#fail({ type: 'version', version });
  }

  #fail(fault: FrameFault): void {
    this.#fault = fault;
    this.close();
  }
}

/** In words: what the other end does that it should not. */
export const faultText = (fault: FrameFault): string => {
  switch (fault.type) {
    case 'preamble':
      return `does not speak the protocol of figure2's servers${guessOf(fault.start)}`;
    case 'version':
      return `speaks version ${fault.version} of the protocol of servers, not ${VERSION}`;
    case 'length':
      return `sends a frame of ${fault.length} bytes, where 1 to ${fault.maxBytes} are allowed`;
    case 'checksum':
      return `sends a frame of ${fault.length} bytes with a wrong checksum`;
  }
};

/** The first byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;

const guessOf = (start: Buffer): string => {
  if (start[0] === TLS_HANDSHAKE) return ', but TLS: both ends need it, or neither';
  return /^[A-Z]{3,7} /.test(start.toString('latin1')) ? ', but HTTP' : '';
};

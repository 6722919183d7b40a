/**
 * What waits for one peer, as bytes. Messages keep their order, but for chunks of snapshots: of these the last one alone waits, beside the
 * others, and one is on its way at a time. So a chunk never holds up a heartbeat for longer than the wire takes for one chunk.
 */
import type { Message } from '../../core/types.ts';
import { ByteWriter } from '../bytes/writer.ts';
import type { MessageCodec } from './codec.ts';
import { HEAD_BYTES, sealFrame } from './frames.ts';

/** Bounds of what waits. */
export interface OutboxBounds {
  /** Bytes that may wait. A message is taken whatever it has when nothing waits. */
  readonly maxWaitingBytes: number;
  /** Bytes of the body of a frame. */
  readonly maxFrameBytes: number;
}

/** What became of a message that was to be put there. */
export type Put = 'waits' | 'full' | 'too long' | 'no message';

/** What is to be sent together. */
export interface Batch {
  /** Messages in their order; of length 0: there are none. */
  readonly ordered: ByteWriter;
  /** A chunk, to be sent behind them. */
  readonly bulk: ByteWriter | undefined;
}

/** A buffer that has grown beyond that is not kept. */
const KEPT_BYTES = 262_144;

export class Outbox {
  readonly #codec: MessageCodec;
  readonly #bounds: OutboxBounds;
  #ordered = new ByteWriter();
  #spare: ByteWriter | undefined;
  #bulk: ByteWriter | undefined;
  #messages = 0;
  #takenBytes = 0;
  #lost = 0;

  constructor(codec: MessageCodec, bounds: OutboxBounds) {
    this.#codec = codec;
    this.#bounds = bounds;
  }

  /** Bytes that wait, or are given to the stream and not yet to the system. */
  get waitingBytes(): number {
    return this.#ordered.length + (this.#bulk?.length ?? 0) + this.#takenBytes;
  }

  /** Messages that were lost here. */
  get lost(): number {
    return this.#lost;
  }

  /** Takes a message in, or loses it. */
  put(message: Message): Put {
    const isBulk = this.#codec.isBulk(message);
    const waitingBytes = this.waitingBytes - (isBulk ? (this.#bulk?.length ?? 0) : 0);
    const writer = isBulk ? new ByteWriter() : this.#ordered;
    const put = this.#write(writer, message, waitingBytes);
    if (put !== 'waits') this.#lost++;
    else if (isBulk) this.#replaceBulk(writer);
    else this.#messages++;
    return put;
  }

  #write(writer: ByteWriter, message: Message, waitingBytes: number): Put {
    if (waitingBytes >= this.#bounds.maxWaitingBytes) return 'full';
    const start = writer.length;
    writer.room(HEAD_BYTES);
    const put = this.#writeBody(writer, message, start + HEAD_BYTES, waitingBytes);
    if (put === 'waits') sealFrame(writer.written(), start, writer.length);
    else writer.clear(start);
    return put;
  }

  #writeBody(writer: ByteWriter, message: Message, start: number, waitingBytes: number): Put {
    try {
      this.#codec.write(writer, message);
    } catch (error) {
      if (error instanceof RangeError) return 'no message';
      throw error;
    }
    const bytes = writer.length - start;
    if (bytes > this.#bounds.maxFrameBytes) return 'too long';
    const isFull = waitingBytes > 0 && waitingBytes + bytes + HEAD_BYTES > this.#bounds.maxWaitingBytes;
    return isFull ? 'full' : 'waits';
  }

  /** What a chunk says, a later one says anew or goes on from: the earlier one is lost. */
  #replaceBulk(writer: ByteWriter): void {
    if (this.#bulk !== undefined) this.#lost++;
    this.#bulk = writer;
  }

  /** Takes out what may be sent now; undefined: nothing. It counts as waiting until it is given back. */
  take(mayTakeBulk: boolean): Batch | undefined {
    const bulk = mayTakeBulk ? this.#bulk : undefined;
    if (this.#ordered.length === 0 && bulk === undefined) return undefined;
    const ordered = this.#ordered;
    this.#ordered = this.#spare ?? new ByteWriter();
    this.#spare = undefined;
    if (bulk !== undefined) this.#bulk = undefined;
    this.#takenBytes += ordered.length + (bulk?.length ?? 0);
    this.#messages = 0;
    return { ordered, bulk };
  }

  /** The system has it. */
  giveBack({ ordered, bulk }: Batch): void {
    this.#takenBytes -= ordered.length + (bulk?.length ?? 0);
    if (ordered.length > KEPT_BYTES) return;
    ordered.clear();
    this.#spare = ordered;
  }

  /** Loses all that waits. What was taken out is lost with its stream, and is not counted: it may have arrived. */
  clear(): void {
    this.#lost += this.#messages + (this.#bulk === undefined ? 0 : 1);
    this.#messages = 0;
    this.#bulk = undefined;
    this.#ordered = new ByteWriter();
    this.#spare = undefined;
    this.#takenBytes = 0;
  }
}

/** One end of a stream: its frames, whether the other end still gives a sign, and its end, which is told once. */
import type { Socket } from 'node:net';
import { systemReason } from '../systemReason.ts';
import { BodyType, FrameAssembler, faultText, frameOf, PREAMBLE } from './frames.ts';
import { MAX_HELLO_BYTES } from './hello.ts';

/** Why a stream is over. */
export interface StreamEnd {
  /** The same for the same reason. */
  readonly reason: string;
  /** What the other end did, to follow its name. */
  readonly because: string;
}

/** Who is told of a stream. */
export interface StreamListener {
  /** A body has arrived; it is a view that holds during the call only. */
  readonly take: (body: Buffer) => void;
  /** The stream is over. Called once, and nothing is taken after it. */
  readonly over: (end: StreamEnd) => void;
}

/** More than this need not wait in a socket that nobody reads, of beats and answers. */
const MAX_UNREAD_BYTES = 4096;

/** How long what was written last may take to go out. */
export const LINGER_MS = 500;

const beat = frameOf(BodyType.beat);

export class FramedSocket {
  readonly socket: Socket;
  readonly #assembler: FrameAssembler;
  readonly #listener: StreamListener;
  #silentBeats = 0;
  /** At the last beat. */
  #bytesWritten = 0;
  #isOver = false;

  /** The socket is connected; nothing was read or written yet. */
  constructor(socket: Socket, listener: StreamListener) {
    this.socket = socket;
    this.#listener = listener;
    this.#assembler = new FrameAssembler(MAX_HELLO_BYTES, listener.take);
    socket.write(PREAMBLE);
    socket.on('data', (chunk: Buffer) => this.#push(chunk));
    socket.on('end', () => this.end({ reason: 'end', because: 'ends the stream' }));
    socket.on('error', (error) => {
      const reason = systemReason(error);
      this.end({ reason, because: `has cut the stream: ${reason}` });
    });
    socket.on('close', () => this.end({ reason: 'close', because: 'has cut the stream' }));
  }

  /** The other end is known: its frames may be as long as that. */
  trust(maxFrameBytes: number): void {
    this.#assembler.maxBytes = maxFrameBytes;
  }

  /** Once it is over, what still comes is read, so that the other end gets what was said last, and forgotten. */
  #push(chunk: Buffer): void {
    this.#silentBeats = 0;
    const fault = this.#assembler.push(chunk);
    if (fault !== undefined) this.end({ reason: fault.type, because: faultText(fault) });
  }

  /**
   * To be called once in a while: says that this end is there, unless something was written since the last call. Silence is counted in calls, not by a clock: a process that
   * stood still makes one call, and then reads what came meanwhile.
   *
   * @returns how many calls it has been since the other end gave a sign
   */
  beat(): number {
    const { bytesWritten } = this.socket;
    if (bytesWritten === this.#bytesWritten) this.answer(beat);
    this.#bytesWritten = this.socket.bytesWritten;
    return this.#silentBeats++;
  }

  /** Writes a small frame, unless the other end does not read: false. */
  answer(frame: Buffer): boolean {
    if (this.socket.writableLength > MAX_UNREAD_BYTES) return false;
    this.socket.write(frame);
    return true;
  }

  /** Ends it for that reason, unless it is over. What was written, and `last`, still goes out if it can. */
  end(end: StreamEnd, last?: Buffer): void {
    if (!this.#finish(end)) return;
    if (last !== undefined) this.socket.write(last);
    this.socket.end();
    const linger = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => clearTimeout(linger));
  }

  /** Cuts it for that reason, unless it is over. */
  cut(end: StreamEnd): void {
    if (this.#finish(end)) this.socket.destroy();
  }

  #finish(end: StreamEnd): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#assembler.close();
    this.#listener.over(end);
    return true;
  }
}

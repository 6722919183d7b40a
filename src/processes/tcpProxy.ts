/**
 * A proxy between two ends of TCP connections, which delays, throttles, cuts and alters what passes, as it is asked to. Bytes are never lost
 * within a stream, as TCP has it; a way that is cut looks like a cable that was pulled out.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Forth: from who connects to who is connected to. */
export type StreamWay = 'forth' | 'back';

/** Both ways, or one. */
export type Ways = StreamWay | 'both';

/** An end of a connection. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Reading stops while more than that waits, so that a slow way is felt by who writes. */
const MAX_HELD_BYTES = 65_536;

/** A throttled way passes on so many pieces a second, if there are as many bytes. */
const PIECES_PER_SECOND = 100;

/** What is done to one way of all connections. */
class Lane {
  isCut = false;
  delayMs = 0;
  bytesPerSecond = Number.POSITIVE_INFINITY;
  alter: (chunk: Buffer) => Buffer = (chunk) => chunk;
  passedBytes = 0;
  readonly pipes = new Set<Pipe>();

  /** Something has changed: what waits may go. */
  wake(): void {
    for (const pipe of this.pipes) pipe.pump();
  }
}

/** One way of one connection. */
class Pipe {
  readonly #lane: Lane;
  readonly #from: Socket;
  readonly #to: Socket;
  #held: { readonly bytes: Buffer; readonly dueMs: number }[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #freeAtMs = 0;
  #isEnded = false;

  constructor(lane: Lane, from: Socket, to: Socket) {
    this.#lane = lane;
    this.#from = from;
    this.#to = to;
    lane.pipes.add(this);
    from.on('data', (chunk: Buffer) => this.#hold(chunk));
    from.on('end', () => {
      this.#isEnded = true;
      this.pump();
    });
    from.on('error', () => {});
    from.on('close', () => {
      lane.pipes.delete(this);
      clearTimeout(this.#timer);
      if (!this.#isEnded) to.destroy();
    });
    to.on('drain', () => this.pump());
  }

  #hold(chunk: Buffer): void {
    this.#held.push({ bytes: this.#lane.alter(chunk), dueMs: performance.now() + this.#lane.delayMs });
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > MAX_HELD_BYTES || this.#lane.isCut) this.#from.pause();
    this.pump();
  }

  /** Passes on what may go, and comes back when more may. */
  pump(): void {
    clearTimeout(this.#timer);
    while (!this.#lane.isCut && !this.#to.writableNeedDrain) {
      const [first] = this.#held;
      if (first === undefined) {
        if (this.#isEnded) this.#to.end();
        break;
      }
      const waitMs = Math.max(first.dueMs, this.#freeAtMs) - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs);
        break;
      }
      this.#pass(first);
    }
    if (this.#heldBytes <= MAX_HELD_BYTES && !this.#lane.isCut) this.#from.resume();
  }

  #pass({ bytes, dueMs }: { readonly bytes: Buffer; readonly dueMs: number }): void {
    const { bytesPerSecond } = this.#lane;
    const piece = bytes.subarray(0, Math.max(1, Math.min(bytes.length, bytesPerSecond / PIECES_PER_SECOND)));
    this.#held.shift();
    if (piece.length < bytes.length) this.#held.unshift({ bytes: bytes.subarray(piece.length), dueMs });
    this.#heldBytes -= piece.length;
    this.#freeAtMs = performance.now() + (1000 * piece.length) / bytesPerSecond;
    this.#lane.passedBytes += piece.length;
    this.#to.write(piece);
  }
}

/** A proxy that listens on this machine. */
export class TcpProxy {
  readonly #target: () => Endpoint;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #lanes: Readonly<Record<StreamWay, Lane>> = { forth: new Lane(), back: new Lane() };
  #accepted = 0;

  private constructor(target: () => Endpoint) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** @param target where what comes is passed on to; it is asked at each connection */
  static async open(target: () => Endpoint): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => void proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Where to connect to. */
  get address(): Endpoint {
    return { host: '127.0.0.1', port: (this.#server.address() as { readonly port: number }).port };
  }

  /** Connections that there were, from the beginning. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections that there are. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Bytes that were passed on that way. */
  passedBytes(way: StreamWay): number {
    return this.#lanes[way].passedBytes;
  }

  #accept(socket: Socket): void {
    this.#accepted++;
    const far = connect({ ...this.#target(), allowHalfOpen: true, noDelay: true });
    socket.setNoDelay(true);
    for (const one of [socket, far]) {
      this.#sockets.add(one);
      one.on('close', () => this.#sockets.delete(one));
    }
    new Pipe(this.#lanes.forth, socket, far);
    new Pipe(this.#lanes.back, far, socket);
  }

  #change(ways: Ways, change: (lane: Lane) => void): void {
    for (const way of ['forth', 'back'] as const) {
      if (ways !== 'both' && ways !== way) continue;
      change(this.#lanes[way]);
      this.#lanes[way].wake();
    }
  }

  /** What comes from now on is passed on so much later. */
  delay(delayMs: number, ways: Ways = 'both'): void {
    this.#change(ways, (lane) => {
      lane.delayMs = delayMs;
    });
  }

  /** No more than so many bytes a second are passed on in each connection. */
  throttle(bytesPerSecond: number, ways: Ways = 'both'): void {
    this.#change(ways, (lane) => {
      lane.bytesPerSecond = bytesPerSecond;
    });
  }

  /** Nothing is passed on, and neither end is told: a cable that was pulled. What was sent is passed on when it is healed. */
  cut(ways: Ways = 'both'): void {
    this.#change(ways, (lane) => {
      lane.isCut = true;
    });
  }

  /** Changes the bytes that come from now on. */
  alter(ways: Ways, alter: (chunk: Buffer) => Buffer): void {
    this.#change(ways, (lane) => {
      lane.alter = alter;
    });
  }

  /** Passes everything on at once again. */
  heal(): void {
    this.#change('both', (lane) => {
      lane.isCut = false;
      lane.delayMs = 0;
      lane.bytesPerSecond = Number.POSITIVE_INFINITY;
      lane.alter = (chunk) => chunk;
    });
  }

  /** Cuts off both ends of all connections, which are told. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Cuts off all connections, and listens no more. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    this.reset();
    await closed;
  }
}

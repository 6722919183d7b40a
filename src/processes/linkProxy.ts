/**
 * A link between two processes that can be made bad: bytes are held back, late or slow, each way by itself. Bytes are never lost
 * or changed within a stream, as TCP has it; a link that is cut looks like a cable that was pulled out.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** One way of a link: from who calls to who is called, or back. */
export type LinkDirection = 'there' | 'back';

/** How bytes get along one way. */
export interface LinkQuality {
  /** Nothing passes. */
  readonly isCut: boolean;
  /** So many milliseconds later, from 0. */
  readonly delayMs: number;
  /** At most so many bytes a second; Infinity: as many as come. */
  readonly bytesPerSecond: number;
}

const GOOD: LinkQuality = { isCut: false, delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };

/** So often it is looked whether a way that was cut is open again, in milliseconds. */
const LOOK_MS = 5;

export class LinkProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target = 0;
  readonly #quality: Record<LinkDirection, LinkQuality> = { there: GOOD, back: GOOD };

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (caller) => this.#join(caller));
  }

  /** Listens on a port of this machine that the system gives. */
  static async open(): Promise<LinkProxy> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LinkProxy(server);
  }

  /** Where to call. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Who is called from now on: a port of this machine; 0: nobody. */
  lead(port: number): void {
    this.#target = port;
  }

  /** Makes a way bad, in what is said. */
  spoil(way: LinkDirection, quality: Partial<LinkQuality>): void {
    this.#quality[way] = { ...this.#quality[way], ...quality };
  }

  /** Makes both ways good again. */
  heal(): void {
    this.#quality.there = GOOD;
    this.#quality.back = GOOD;
  }

  /** Ends all streams, and listens no more. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(caller: Socket): void {
    const called = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [caller, called]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined); // the other end is ended with it, below
      socket.on('close', () => {
        this.#sockets.delete(socket);
        caller.destroy();
        called.destroy();
      });
    }
    void this.#carry('there', caller, called);
    void this.#carry('back', called, caller);
  }

  async #carry(way: LinkDirection, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from) await this.#pass(way, chunk as Buffer, to);
      to.end();
    } catch {
      to.destroy(); // one of them was cut off
    }
  }

  async #pass(way: LinkDirection, chunk: Buffer, to: Socket): Promise<void> {
    const { delayMs, bytesPerSecond } = this.#quality[way];
    const lateMs = delayMs + (1000 * chunk.length) / bytesPerSecond;
    if (lateMs >= 1) await wait(lateMs);
    while (this.#quality[way].isCut && !to.destroyed) await wait(LOOK_MS);
    if (!to.destroyed && !to.write(chunk)) await once(to, 'drain');
  }
}

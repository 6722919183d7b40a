/** Servers of one process that reach each other without a network: for tests, and for whatever has no sockets. */
import { hasLink, type Link } from '../../cluster/links.ts';
import type { Message, ServerId } from '../../core/types.ts';
import { type Transport, TransportFault } from './transport.ts';

/** A message arrives later, and so may be overtaken by others. */
export interface MessageDelay {
  /** How much later, in milliseconds, at least 1. */
  readonly delayMs: number;
}

/** What becomes of a message. */
export type MessageFate = 'arrives' | 'lost' | 'duplicated' | MessageDelay;

/** A network within a process. Messages arrive in a later turn of the event loop, from one server to another in their order. */
export interface MemoryNetwork {
  /** A way into the network for one server. */
  readonly transport: () => Transport;
  /** Cuts links: what is sent on them, or on its way, is lost. */
  readonly cut: (links: readonly Link[]) => void;
  /** These links, or all, are cut no more. */
  readonly heal: (links?: readonly Link[]) => void;
  /** From now on, this says what becomes of each message that is sent on a link that is not cut. */
  readonly decide: (fate: (message: Message) => MessageFate) => void;
  /** Messages that were lost. */
  readonly lost: () => number;
}

/** What a network within a process may be told. */
export interface MemoryNetworkOptions {
  /** Messages that may be on their way to one server, at least 1; what comes on top is lost. Default: 10,000. */
  readonly maxWaiting?: number;
}

/**
 * A network within this process.
 *
 * @throws TransportFault when the options can't be.
 *
 * @example
 * ```ts
 * import { memoryNetwork } from 'figure2/runtime';
 *
 * const network = memoryNetwork();
 * const [s1, s2] = [network.transport(), network.transport()];
 * const terms: number[] = [];
 * await s1.open({ cluster: 'test', id: 'S1', peers: ['S2'] }, () => {});
 * await s2.open({ cluster: 'test', id: 'S2', peers: ['S1'] }, ({ term }) => void terms.push(term));
 * network.decide(({ term }) => (term === 1 ? 'lost' : 'arrives'));
 * for (const term of [1, 2]) s1.send({ type: 'RequestVoteReply', from: 'S1', to: 'S2', term, voteGranted: true });
 * await new Promise((resolve) => setImmediate(resolve));
 * console.log(terms.join(' ')); // 2
 * ```
 */
export const memoryNetwork = ({ maxWaiting = 10_000 }: MemoryNetworkOptions = {}): MemoryNetwork => {
  if (!Number.isInteger(maxWaiting) || maxWaiting < 1)
    throw new TransportFault(`transport: maxWaiting is ${maxWaiting}; give a whole number from 1 on`);
  const servers = new Map<ServerId, MemoryServer>();
  let cuts: readonly Link[] = [];
  let fateOf: (message: Message) => MessageFate = () => 'arrives';
  let lost = 0;
  const lose = (): void => {
    lost++;
  };
  const carry = (message: Message): void => {
    const server = servers.get(message.to);
    const fate = hasLink(cuts, message.from, message.to) ? 'lost' : fateOf(message);
    if (server === undefined || fate === 'lost') {
      lose();
      return;
    }
    server.take(message, typeof fate === 'object' ? fate.delayMs : 0);
    if (fate === 'duplicated') server.take(message, 0);
  };
  return {
    transport: () => {
      let server: MemoryServer | undefined;
      return {
        open: ({ id }, receive) => {
          if (servers.has(id))
            return Promise.reject(new TransportFault(`transport: ${id} is in this network already; close it first`));
          const isCut = ({ from, to }: Message): boolean => hasLink(cuts, from, to);
          server = new MemoryServer(maxWaiting, (message) => (isCut(message) ? lose() : receive(message)), lose);
          servers.set(id, server);
          return Promise.resolve();
        },
        send: (message) => (server?.isOpen ? carry(message) : lose()),
        close: () => {
          for (const [id, one] of servers) if (one === server) servers.delete(id);
          server?.close();
          return Promise.resolve();
        },
      };
    },
    cut: (links) => {
      cuts = [...cuts, ...links];
    },
    heal: (links = cuts) => {
      cuts = cuts.filter(([one, other]) => !hasLink(links, one, other));
    },
    decide: (fate) => {
      fateOf = fate;
    },
    lost: () => lost,
  };
};

/** What is on its way to one server. */
class MemoryServer {
  readonly #maxWaiting: number;
  readonly #arrive: (message: Message) => void;
  readonly #lose: () => void;
  #due: Message[] = [];
  readonly #delayed = new Set<NodeJS.Timeout>();
  isOpen = true;

  constructor(maxWaiting: number, arrive: (message: Message) => void, lose: () => void) {
    this.#maxWaiting = maxWaiting;
    this.#arrive = arrive;
    this.#lose = lose;
  }

  take(message: Message, delayMs: number): void {
    if (this.#due.length + this.#delayed.size >= this.#maxWaiting) this.#lose();
    else if (delayMs > 0) this.#delay(message, delayMs);
    else this.#queue(message);
  }

  #delay(message: Message, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      this.#arrive(message);
    }, delayMs);
    this.#delayed.add(timer);
  }

  /** What comes in one turn of the event loop arrives in one later turn. */
  #queue(message: Message): void {
    this.#due.push(message);
    if (this.#due.length === 1) setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    const due = this.#due;
    this.#due = [];
    for (const message of due) if (this.isOpen) this.#arrive(message);
  }

  close(): void {
    this.isOpen = false;
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#delayed.clear();
  }
}

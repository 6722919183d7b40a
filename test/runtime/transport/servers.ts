/** Servers with a TCP transport each, on ports that the system gives, and what they got and told. */
import type { Message, ServerId } from '../../../src/core/types.ts';
import type { LogLevel } from '../../../src/runtime/logger.ts';
import type { SocketAddress, TcpOptions } from '../../../src/runtime/transport/settings.ts';
import { type TcpTransport, tcpTransport } from '../../../src/runtime/transport/tcp.ts';

/** What a server told. */
export interface Told {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A server of a test. */
export interface TestServer {
  readonly id: ServerId;
  readonly transport: TcpTransport;
  /** What has arrived, in its order. */
  readonly arrived: Message[];
  readonly told: Told[];
}

/** Quick, so that tests are. */
export const quick = { heartbeatMs: 25, handshakeMs: 1000, backOff: { minMs: 5, maxMs: 40 }, seed: 1 } as const;

/** Waits until something is so. A test that waits in vain ends by its timeout, and then says for what it waited. */
export const until = async (what: string, isSo: () => boolean): Promise<void> => {
  const start = performance.now();
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (performance.now() - start > 60_000) throw new Error(`waited for a minute in vain: ${what}`);
  }
};

/** Servers that find each other, or the way to each other that a test puts in between. */
export class TestServers {
  readonly #all = new Map<ServerId, TestServer>();
  /** Where a server finds another one, if not where that listens. */
  readonly ways = new Map<string, SocketAddress>();

  /** Opens one. */
  async open(
    id: ServerId,
    peers: readonly ServerId[],
    options: Partial<TcpOptions> = {},
    cluster = 'c',
  ): Promise<TestServer> {
    const arrived: Message[] = [];
    const told: Told[] = [];
    const teller =
      (level: LogLevel) =>
      (fields: Told['fields'], message: string): void =>
        void told.push({ level, message, fields });
    const transport = tcpTransport({
      address: { host: '127.0.0.1', port: 0 },
      peers: (peer) => this.ways.get(`${id} ${peer}`) ?? this.#all.get(peer)?.transport.address(),
      logger: { info: teller('info'), warn: teller('warn'), error: teller('error') },
      ...quick,
      ...options,
    });
    await transport.open({ cluster, id, peers }, (message) => void arrived.push(message));
    const server = { id, transport, arrived, told };
    this.#all.set(id, server);
    return server;
  }

  /** Opens S1 and S2, and waits until they are connected. */
  async pair(options: Partial<TcpOptions> = {}): Promise<readonly [TestServer, TestServer]> {
    const s1 = await this.open('S1', ['S2'], options);
    const s2 = await this.open('S2', ['S1'], options);
    await this.connected(s1, s2);
    return [s1, s2];
  }

  /** Waits until these servers are connected to all their peers. */
  async connected(...servers: readonly TestServer[]): Promise<void> {
    await until('streams to all peers', () =>
      servers.every(({ transport }) => transport.status().every(({ isConnected }) => isConnected)),
    );
  }

  /** Closes all. */
  async close(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ transport }) => transport.close()));
  }
}

/** A part of a snapshot. */
export const chunk = (offset: number, data = 'x'.repeat(65_536)): Message => ({
  type: 'InstallSnapshot',
  from: 'S1',
  to: 'S2',
  term: 1,
  leaderId: 'S1',
  lastIncludedIndex: 9,
  lastIncludedTerm: 1,
  checksum: 7,
  offset,
  data,
  done: false,
});

/** A small message, told from others by its term. */
export const vote = (term: number, from: ServerId = 'S1', to: ServerId = 'S2'): Message => ({
  type: 'RequestVoteReply',
  from,
  to,
  term,
  voteGranted: true,
});

/** A message of at least so many bytes. */
export const append = (term: number, bytes: number, from: ServerId = 'S1', to: ServerId = 'S2'): Message => ({
  type: 'AppendEntries',
  from,
  to,
  term,
  leaderId: from,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [{ term, command: 'x'.repeat(bytes) }],
  leaderCommit: 0,
});

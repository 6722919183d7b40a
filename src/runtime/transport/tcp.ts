/** Servers that reach each other over TCP, with or without TLS: one long-lived stream for each direction between two of them. */
import { constants } from 'node:crypto';
import { createServer as createPlainServer, type Socket, type Server as SocketServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { messages } from '../../core/extensions/messages.ts';
import type { Message, ServerId } from '../../core/types.ts';
import { calm } from '../logger.ts';
import { systemReason } from '../systemReason.ts';
import { Answerer } from './answerer.ts';
import { messageCodec } from './codec.ts';
import { Dialer, type PeerStatus } from './dialer.ts';
import { LINGER_MS } from './framedSocket.ts';
import { tableDigest } from './hello.ts';
import { checkOwner } from './owner.ts';
import {
  addressText,
  isLoopback,
  type SocketAddress,
  type TcpOptions,
  type TcpSettings,
  tcpSettings,
} from './settings.ts';
import type { TcpContext } from './tcpContext.ts';
import { type Transport, TransportFault, type TransportOwner } from './transport.ts';

/** A transport over TCP. */
export interface TcpTransport extends Transport {
  /** Where it listens, when it is open: with the port that the system gave. */
  readonly address: () => SocketAddress;
  /** The streams to the peers. */
  readonly status: () => readonly PeerStatus[];
}

/** Connections that may be there at once of which it is not known who calls. With one more, the oldest is cut: a peer says who it is at once. */
const MAX_STRANGERS = 64;

/**
 * A transport over TCP. Without `tls` it is plain, and on this machine only.
 *
 * @throws TransportFault when something in the options can't be.
 *
 * @example
 * ```ts
 * import { tcpTransport } from 'figure2/runtime';
 *
 * const transport = tcpTransport({
 *   address: { host: '127.0.0.1', port: 7001 },
 *   peers: { S2: { host: '127.0.0.1', port: 7002 }, S3: { host: '127.0.0.1', port: 7003 } },
 * });
 * ```
 */
export const tcpTransport = (options: TcpOptions): TcpTransport => new TcpNode(tcpSettings(options));

/** A socket whose handshake failed: the code of what is wrong with the certificate, or nothing. */
interface Refused {
  readonly authorizationError?: string | null;
  readonly remoteAddress?: string;
}

class TcpNode implements TcpTransport {
  readonly #settings: TcpSettings;
  #server: SocketServer | undefined;
  #dialers = new Map<ServerId, Dialer>();
  readonly #answerers = new Set<Answerer>();
  readonly #connections = new Set<Socket>();
  /** Connections of which it is not known who calls, by where they come from; the oldest first. */
  readonly #strangers = new Map<string, Socket>();
  #beats: NodeJS.Timeout | undefined;

  constructor(settings: TcpSettings) {
    this.#settings = settings;
  }

  readonly open = async (owner: TransportOwner, receive: (message: Message) => void): Promise<void> => {
    const settings = this.#settings;
    checkOwner(owner, settings);
    if (this.#server !== undefined) throw new TransportFault('transport: it is open already; give each server its own');
    const context: TcpContext = {
      owner,
      settings,
      receive,
      codec: messageCodec(messages),
      digest: tableDigest(messages),
      log: calm(settings.logger),
    };
    const server = this.#listener(context);
    this.#server = server;
    try {
      await listening(server, settings);
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
    server.on('error', (error) => {
      const reason = systemReason(error);
      context.log.say('error', `accept ${reason}`, { reason }, `connections can't be accepted: ${reason}`);
    });
    this.#dialers = new Map(owner.peers.map((peer, place) => [peer, new Dialer(context, peer, settings.seed + place)]));
    this.#beats = setInterval(() => this.#beat(), settings.heartbeatMs);
    for (const dialer of this.#dialers.values()) dialer.dial();
    const { seed, logger } = settings;
    logger.info({ ...this.address(), seed }, `${owner.id} listens at ${addressText(this.address())}`);
  };

  #listener(context: TcpContext): SocketServer {
    const { tls, handshakeMs } = this.#settings;
    const server = tls
      ? createTlsServer({
          ...tls,
          minVersion: tls.minVersion ?? 'TLSv1.3',
          requestCert: true,
          rejectUnauthorized: true,
          handshakeTimeout: handshakeMs,
          secureOptions: constants.SSL_OP_NO_TICKET, // on a resumed session nobody shows a certificate
        })
      : createPlainServer({ allowHalfOpen: true });
    server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
      this.#expectName(context, socket);
    });
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => this.#accept(context, socket));
    server.on('tlsClientError', (error: Error, socket: unknown) => {
      const { authorizationError, remoteAddress: remote } = socket as Refused;
      const reason = authorizationError ?? systemReason(error);
      const where = remote === undefined ? '' : ` at ${remote}`;
      context.log.say('warn', `tls ${reason}`, { remote, reason }, `somebody${where} is refused: ${reason}`);
    });
    return server;
  }

  /** Whoever does not say who it is must not keep out a peer that does. */
  #expectName({ log }: TcpContext, socket: Socket): void {
    const origin = originOf(socket);
    this.#strangers.set(origin, socket);
    socket.once('close', () => this.#strangers.delete(origin));
    if (this.#strangers.size <= MAX_STRANGERS) return;
    for (const [oldest, stranger] of this.#strangers) {
      this.#strangers.delete(oldest);
      stranger.destroy();
      break;
    }
    const words = `more than ${MAX_STRANGERS} connections have not said who they are: the oldest are cut`;
    log.say('warn', 'strangers', { strangers: MAX_STRANGERS }, words);
  }

  #accept(context: TcpContext, socket: Socket): void {
    const origin = originOf(socket);
    const answerer = new Answerer(context, socket, (welcomed) => {
      this.#strangers.delete(origin);
      for (const other of this.#answerers) if (other !== welcomed && other.from === welcomed.from) other.replace();
      this.#dialers.get(welcomed.from ?? '')?.dial(); // it can be reached, so it seems
    });
    this.#answerers.add(answerer);
    socket.once('close', () => this.#answerers.delete(answerer));
  }

  #beat(): void {
    for (const dialer of this.#dialers.values()) dialer.beat();
    for (const answerer of this.#answerers) answerer.beat();
  }

  get maxMessageBytes(): number {
    return this.#settings.maxFrameBytes;
  }

  readonly send = (message: Message): void => {
    this.#dialers.get(message.to)?.send(message);
  };

  readonly address = (): SocketAddress => {
    const address = this.#server?.address();
    if (typeof address !== 'object' || address === null) throw new TransportFault('transport: it is not open');
    return { host: address.address, port: address.port };
  };

  readonly status = (): readonly PeerStatus[] => [...this.#dialers.values()].map(({ status }) => status);

  readonly close = async (): Promise<void> => {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    clearInterval(this.#beats);
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    const dialers = [...this.#dialers.values()].map((dialer) => dialer.close());
    this.#dialers = new Map();
    for (const answerer of this.#answerers) answerer.close();
    const linger = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, LINGER_MS);
    await Promise.all([closed, ...dialers]);
    clearTimeout(linger);
  };
}

/** Where a connection comes from: of all that there are, no other does. With TLS it is the same of both its sockets. */
const originOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

/** @throws TransportFault when it can't listen. */
const listening = async (server: SocketServer, { address, tls, plainText }: TcpSettings): Promise<void> => {
  const { host, port } = address;
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(
        new TransportFault(
          `transport: can't listen at ${addressText(address)}: ${systemReason(error)}; give another address`,
        ),
      );
    server.once('error', fail);
    server.listen({ host, port }, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const { address: own } = server.address() as { readonly address: string };
  if (tls !== undefined || plainText === 'anywhere' || isLoopback(own)) return;
  server.close();
  throw new TransportFault(
    `transport: ${host} is ${own}, not on this machine, and TCP is plain; give tls, or plainText: 'anywhere'`,
  );
};

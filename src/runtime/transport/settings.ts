/** What a TCP transport is told, checked at once. */
import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { ServerId } from '../../core/types.ts';
import { oneLine } from '../../text/printable.ts';
import { type Logger, type LogLevel, lineLogger, unfailing } from '../logger.ts';
import { isRecord, strangeName } from '../userValues.ts';
import type { BackOffRange } from './backOff.ts';
import { TransportFault } from './transport.ts';

/** Where a server is reached. */
export interface SocketAddress {
  /** A host name or an IP address. */
  readonly host: string;
  /** 0 .. 65535; 0, for listening only: one that the system gives. */
  readonly port: number;
}

/** How servers know each other (mutual TLS). All in PEM, as text or bytes. */
export interface PeerTls {
  /** The server's own private key. */
  readonly key: string | Buffer;
  /** Its certificate, for client and server, with `figure2://CLUSTER/SERVER` among its alternative names; then those in between. */
  readonly cert: string | Buffer;
  /** Who vouches for the servers of the cluster. Nobody else is believed, whomever the system trusts. */
  readonly ca: string | Buffer;
  /** Certificates that were revoked. */
  readonly crl?: string | Buffer;
  /** The key's, if it has one. */
  readonly passphrase?: string;
  /** The oldest version that is spoken. Default: TLSv1.3. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/** Where the peers are: all of them, or who knows it when one is called. undefined: not yet known. */
export type PeerAddresses = Readonly<Record<ServerId, SocketAddress>> | ((peer: ServerId) => SocketAddress | undefined);

/** What a TCP transport may be told. */
export interface TcpOptions {
  /** Where to listen. */
  readonly address: SocketAddress;
  /** Where the other servers listen. */
  readonly peers: PeerAddresses;
  /** Keys and certificates. Without: plain TCP, on this machine only. */
  readonly tls?: PeerTls;
  /** Where TCP may be plain. `anywhere`: whoever can reach a server, or the wire, can be any server of the cluster. Default: `loopback`. */
  readonly plainText?: 'loopback' | 'anywhere';
  /** Bytes that may wait for one peer; what comes on top is lost. 65,536 .. 2^31. Default: 16 MiB. */
  readonly maxWaitingBytes?: number;
  /** Bytes of one message, the same at all servers; a longer one is lost, and a peer that sends one is cut off. 65,536 .. 2^30. Default: 64 MiB. */
  readonly maxFrameBytes?: number;
  /** How often a stream is tried, in milliseconds. 10 .. 60,000. Default: 500. */
  readonly heartbeatMs?: number;
  /** So many heartbeats without a sign of the other end, and the stream is given up. 2 .. 100. Default: 4. */
  readonly maxSilentHeartbeats?: number;
  /** How long connecting and the handshake may take, in milliseconds. 100 .. 60,000. Default: 3000. */
  readonly handshakeMs?: number;
  /** How long to wait before a peer is called again. Default: from 50 ms to 2 s. */
  readonly backOff?: BackOffRange;
  /** From which the waits are drawn, a whole number of 32 bits. Default: by chance. */
  readonly seed?: number;
  /** Default: warnings and errors, as lines of JSON on standard error. */
  readonly logger?: Logger;
}

/** The same with nothing left open. */
export type TcpSettings = Required<Omit<TcpOptions, 'tls'>> & { readonly tls: PeerTls | undefined };

const MIB = 2 ** 20;

/** The names of all options: one that is misspelt must not be as good as none. */
const OPTION_NAMES = Object.keys({
  address: 0,
  peers: 0,
  tls: 0,
  plainText: 0,
  maxWaitingBytes: 0,
  maxFrameBytes: 0,
  heartbeatMs: 0,
  maxSilentHeartbeats: 0,
  handshakeMs: 0,
  backOff: 0,
  seed: 0,
  logger: 0,
} satisfies Record<keyof TcpOptions, 0>);

const TLS_NAMES = Object.keys({ key: 0, cert: 0, ca: 0, crl: 0, passphrase: 0, minVersion: 0 } satisfies Record<
  keyof PeerTls,
  0
>);

const LOG_LEVELS: readonly LogLevel[] = ['info', 'warn', 'error'];

/** What is given under a wrong name, or has not the form of what it has to be. */
const namesFault = (options: unknown): string | undefined => {
  if (!isRecord(options)) return 'it has to be told { address, peers }';
  const { tls, logger, backOff } = options;
  const strange = strangeName(options, OPTION_NAMES);
  if (strange !== undefined) return strange;
  if (tls !== undefined && !isRecord(tls)) return 'tls is { key, cert, ca }';
  const strangeTls = tls && strangeName(tls, TLS_NAMES);
  if (strangeTls !== undefined) return `tls: ${strangeTls}`;
  if (backOff !== undefined && !isRecord(backOff)) return 'backOff is { minMs, maxMs }';
  if (logger === undefined) return undefined;
  const missing = LOG_LEVELS.find((level) => typeof (isRecord(logger) ? logger[level] : undefined) !== 'function');
  return missing && `logger has to have the functions ${LOG_LEVELS.join(', ')}; ${missing} is missing`;
};

/** @throws TransportFault when something in it can't be. */
export const tcpSettings = (options: TcpOptions): TcpSettings => {
  const early = namesFault(options);
  if (early !== undefined) throw new TransportFault(`transport: ${early}`);
  const settings: TcpSettings = {
    address: options.address,
    peers: options.peers,
    tls: options.tls,
    plainText: options.plainText ?? 'loopback',
    maxWaitingBytes: options.maxWaitingBytes ?? 16 * MIB,
    maxFrameBytes: options.maxFrameBytes ?? 64 * MIB,
    heartbeatMs: options.heartbeatMs ?? 500,
    maxSilentHeartbeats: options.maxSilentHeartbeats ?? 4,
    handshakeMs: options.handshakeMs ?? 3000,
    backOff: options.backOff ?? { minMs: 50, maxMs: 2000 },
    seed: options.seed ?? randomInt(2 ** 32) - 2 ** 31,
    logger: unfailing(options.logger ?? lineLogger()),
  };
  const fault = faultIn(settings, options);
  if (fault !== undefined) throw new TransportFault(`transport: ${fault}`);
  return settings;
};

/** What can't be, and how to mend it. */
const faultIn = (settings: TcpSettings, options: TcpOptions): string | undefined =>
  addressFault('address', settings.address, 0) ??
  peersFault(settings.peers) ??
  rangeFault(settings) ??
  tlsFault(options) ??
  plainTextFault(settings);

/** What is wrong with an address that was given under that name. */
export const addressFault = (name: string, address: SocketAddress | undefined, minPort: number): string | undefined => {
  const { host, port } = address ?? {};
  if (typeof host !== 'string' || host === '') return `${name}.host is no host name; give one such as 127.0.0.1`;
  return wholeFault(`${name}.port`, port, minPort, 65_535);
};

const peersFault = (peers: PeerAddresses | undefined): string | undefined => {
  if (typeof peers === 'function') return undefined;
  if (typeof peers !== 'object') return 'peers is missing; give an address { host, port } for each other server';
  const faults = Object.entries(peers).map(([id, address]) => addressFault(`peers.${id}`, address, 1));
  return faults.find((fault) => fault !== undefined);
};

const wholeFault = (name: string, value: unknown, min: number, max: number): string | undefined =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? undefined
    : `${name} is ${oneLine(String(value))}; give a whole number from ${min} to ${max}`;

const rangeFault = (settings: TcpSettings): string | undefined =>
  wholeFault('maxWaitingBytes', settings.maxWaitingBytes, 65_536, 2 ** 31) ??
  wholeFault('maxFrameBytes', settings.maxFrameBytes, 65_536, 2 ** 30) ??
  wholeFault('heartbeatMs', settings.heartbeatMs, 10, 60_000) ??
  wholeFault('maxSilentHeartbeats', settings.maxSilentHeartbeats, 2, 100) ??
  wholeFault('handshakeMs', settings.handshakeMs, 100, 60_000) ??
  wholeFault('backOff.minMs', settings.backOff.minMs, 1, 60_000) ??
  wholeFault('backOff.maxMs', settings.backOff.maxMs, settings.backOff.minMs, 600_000) ??
  wholeFault('seed', settings.seed, -(2 ** 31), 2 ** 31 - 1);

const tlsFault = ({ tls, plainText }: TcpOptions): string | undefined => {
  if (tls === undefined) return undefined;
  if (plainText !== undefined) return 'tls and plainText are both given; leave one of them out';
  const missing = (['key', 'cert', 'ca'] as const).find((name) => !tls[name]);
  if (missing !== undefined) return `tls.${missing} is missing; give it in PEM`;
  try {
    createSecureContext(tls);
    return undefined;
  } catch (error) {
    return `tls can't be used: ${oneLine((error as Error).message)}; give key, cert and ca in PEM`;
  }
};

const plainTextFault = ({ tls, plainText, address, peers }: TcpSettings): string | undefined => {
  if (!['loopback', 'anywhere'].includes(plainText)) return `plainText is ${plainText}; give loopback or anywhere`;
  if (tls !== undefined || plainText === 'anywhere') return undefined;
  const known = typeof peers === 'function' ? [] : Object.values(peers);
  const far = [address, ...known].find(({ host }) => !isLoopback(host));
  return far && `${far.host} is not on this machine, and TCP is plain; give tls, or plainText: 'anywhere'`;
};

/** Is what has this address on this machine, so that nobody can listen or speak in between? */
export const isLoopback = (host: string): boolean => {
  if (host === 'localhost' || host === '::1') return true;
  const mapped = host.toLowerCase().startsWith('::ffff:') ? host.slice('::ffff:'.length) : host;
  return isIP(mapped) === 4 && mapped.startsWith('127.');
};

/** An address as one word. */
export const addressText = ({ host, port }: SocketAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

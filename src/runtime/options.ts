/** What a node is opened with: every option with its default, its unit and its range, checked before anything is touched. */
import { PIECE_LENGTH } from '../cluster/pieces.ts';
import { extensionIds, isExtension } from '../core/extensions/index.ts';
import { defaultOptions, emptyDurable } from '../core/server.ts';
import type { ExtensionId, Options, ServerId } from '../core/types.ts';
import type { StateMachine } from '../kv/stateMachine.ts';
import type { RecordOptions } from './journal.ts';
import type { Storage } from './storage/storage.ts';
import type { Transport } from './transport/transport.ts';
import { isRecord, strangeName } from './userValues.ts';

/** What has to be said of a node. */
export interface NodeSetting<Answer> {
  /** The server's own name, one of `servers`: a letter, then at most 30 letters, digits and `_`. */
  readonly id: ServerId;
  /** All members, each once, in any order, the same at each of them: 1 to 31. */
  readonly servers: readonly ServerId[];
  /** Its disk. */
  readonly storage: Storage;
  /** Its network. */
  readonly transport: Transport;
  /** What is replicated. */
  readonly stateMachine: StateMachine<Answer>;
}

/** How a node behaves; each has a default in `defaultNodeOptions`. */
export interface NodeOptions {
  /** The name of the cluster: servers of another one are refused. At most 64 characters. */
  readonly cluster: string;
  /** A follower that hears nothing starts an election after 1 to 2 times so many milliseconds, 10 to 60,000. */
  readonly electionTimeoutMs: number;
  /** A leader shows that it is there each so many milliseconds, 1 to a half of `electionTimeoutMs`. */
  readonly heartbeatMs: number;
  /** A proposal that is not decided after so many milliseconds is `outOfTime`, 1 to 3,600,000. */
  readonly proposalTimeoutMs: number;
  /** Commands that may wait to be looked at or, in the log of a leader, to be committed, 1 to 1,000,000; more are refused as `busy`. */
  readonly maxWaitingCommands: number;
  /**
   * UTF-16 code units of all commands that may wait so, `maxCommandLength` to 256 Mi; more are refused as `busy`. As many may wait to be
   * looked at in messages; more are lost, which the protocol bears.
   */
  readonly maxWaitingLength: number;
  /** UTF-16 code units of one command, 1 to 64 Mi; a longer one is refused. */
  readonly maxCommandLength: number;
  /** Messages that may wait to be looked at, 100 to 1,000,000; more are lost, which the protocol bears. */
  readonly maxWaitingMessages: number;
  /** A snapshot is made when so many entries were applied since the last, 1 to 100,000,000. */
  readonly snapshotAfterEntries: number;
  /** A snapshot is made when commands of so many UTF-16 code units were applied since the last, 1 to 16 Gi. */
  readonly snapshotAfterLength: number;
  /** Bounds of what is sent to a follower (D-15); what is left out is as in `defaultOptions`. The same at each start. */
  readonly bounds: Partial<Options>;
  /** The optional pages that are woven in, the same at all servers. Without `client-batches` each command is sent by itself; without
   * `parallel-write` a leader writes before it sends; without `pre-vote` a server that comes back may depose a leader. With `read-index`
   * the node can be read without a command; a new leader answers reads once it has committed something, which `no-op` sees to. */
  readonly extensions: readonly ExtensionId[];
  /**
   * Where all that it does is recorded, for `figure2 replay --validate`: the path of a file, or that and how much is kept; a server's own.
   * Not given: nowhere. Lines are not synced: they outlive a kill, and not a loss of power. Where nothing more can be written the
   * node goes on without, and its status says so.
   */
  readonly record: string | RecordOptions | undefined;
  /** Where election timeouts come from: numbers from 0 on, below 1. */
  readonly random: () => number;
}

/** All that a node is opened with. */
export type NodeConfiguration<Answer = unknown> = NodeSetting<Answer> & Partial<NodeOptions>;

/** What a node does when nothing is said. */
export const defaultNodeOptions: NodeOptions = {
  cluster: 'figure2',
  electionTimeoutMs: 1000,
  heartbeatMs: 100,
  proposalTimeoutMs: 10_000,
  maxWaitingCommands: 10_000,
  maxWaitingLength: 64 * 2 ** 20,
  maxCommandLength: 2 ** 20,
  maxWaitingMessages: 10_000,
  snapshotAfterEntries: 100_000,
  snapshotAfterLength: 64 * 2 ** 20,
  bounds: {},
  extensions: ['client-batches', 'parallel-write', 'pre-vote'],
  record: undefined,
  random: Math.random,
};

type NumberName = {
  [K in keyof NodeOptions]: NodeOptions[K] extends number ? K : never;
}[keyof NodeOptions];

/** From where to where each number may be. */
const ranges: Readonly<Record<NumberName, readonly [number, number]>> = {
  electionTimeoutMs: [10, 60_000],
  heartbeatMs: [1, 30_000],
  proposalTimeoutMs: [1, 3_600_000],
  maxWaitingCommands: [1, 1_000_000],
  maxWaitingLength: [1, 2 ** 28],
  maxCommandLength: [1, 64 * 2 ** 20],
  maxWaitingMessages: [100, 1_000_000],
  snapshotAfterEntries: [1, 100_000_000],
  snapshotAfterLength: [1, 16 * 2 ** 30],
};

const SERVER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,30}$/;
const MAX_SERVERS = 31;
const MAX_CLUSTER_LENGTH = 64;
const UNSEEN = /\p{C}/u;

const methodsOf = {
  storage: ['open', 'write', 'prepare', 'close'],
  transport: ['open', 'send', 'close'],
  stateMachine: ['apply', 'snapshot', 'restore'],
} as const;

const objectionToNumber = (name: NumberName, value: number): string | undefined => {
  const [least, most] = ranges[name];
  return Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `${name} has to be a whole number from ${least} to ${most}, not ${String(value)}`;
};

const objectionToServers = (id: unknown, servers: unknown): string | undefined => {
  if (!Array.isArray(servers) || servers.length === 0 || servers.length > MAX_SERVERS)
    return `servers has to be a list of 1 to ${MAX_SERVERS} names`;
  const bad: unknown = servers.find((name) => typeof name !== 'string' || !SERVER_NAME.test(name));
  if (bad !== undefined)
    return `servers: ${JSON.stringify(bad)} is no name of a server; it is a letter, then at most 30 letters, digits and "_"`;
  if (new Set(servers).size !== servers.length) return `servers names a server twice: ${servers.join(' ')}`;
  return servers.includes(id)
    ? undefined
    : `id has to be one of servers (${servers.join(' ')}), not ${JSON.stringify(id)}`;
};

const objectionToParts = (given: Readonly<Record<string, unknown>>): string | undefined => {
  for (const [name, methods] of Object.entries(methodsOf)) {
    const part = given[name] as Readonly<Record<string, unknown>> | null | undefined;
    const missing = methods.find((method) => typeof part?.[method] !== 'function');
    if (missing) return `${name} has to have the functions ${methods.join(', ')}; ${missing} is missing`;
  }
  return undefined;
};

const objectionToPages = (given: unknown): string | undefined => {
  if (!Array.isArray(given)) return 'extensions has to be a list of names of optional pages';
  const strange: unknown = given.find((name) => typeof name !== 'string' || !isExtension(name));
  if (strange !== undefined)
    return `extensions: there is no page ${JSON.stringify(strange)}; there are ${extensionIds.join(', ')}`;
  if (given.includes('membership'))
    return 'extensions: a node does not run the page membership, since its transport knows a fixed list of servers; leave it out';
  return new Set(given).size === given.length ? undefined : `extensions names a page twice: ${given.join(' ')}`;
};

const objectionToBounds = (given: unknown): string | undefined => {
  if (typeof given !== 'object' || given === null) return 'bounds has to be an object';
  const strange = Object.keys(given).find((name) => !Object.hasOwn(defaultOptions, name));
  if (strange !== undefined)
    return `bounds: there is no bound ${JSON.stringify(strange)}; there are ${Object.keys(defaultOptions).join(', ')}`;
  try {
    emptyDurable({ id: 'S1', servers: ['S1'], options: given });
  } catch (error) {
    return `bounds: ${(error as Error).message}`;
  }
  return undefined;
};

const recordRanges: Readonly<Record<'maxBytes' | 'files', readonly [number, number]>> = {
  maxBytes: [2 ** 12, 16 * 2 ** 30],
  files: [1, 10_000],
};

const objectionToRecord = (given: unknown): string | undefined => {
  if (given === undefined) return undefined;
  const options = typeof given === 'string' ? { file: given } : (given as Readonly<Record<string, unknown>> | null);
  const file = options?.['file'];
  if (options === null || typeof file !== 'string' || file === '' || file.includes('\0'))
    return 'record has to be the path of a file, or { file, maxBytes, files }';
  const strange = Object.keys(options).find((name) => name !== 'file' && !Object.hasOwn(recordRanges, name));
  if (strange !== undefined) return `record: there is no ${JSON.stringify(strange)}; there are file, maxBytes, files`;
  for (const [name, [least, most]] of Object.entries(recordRanges)) {
    const value = options[name];
    const isFine = value === undefined || (Number.isInteger(value) && Number(value) >= least && Number(value) <= most);
    if (!isFine)
      return `record: ${name} has to be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`;
  }
  return undefined;
};

/** A code unit takes at most so many bytes (UTF-8), and what stands around a text so many. */
const [UNIT_BYTES, AROUND_BYTES] = [3, 1024];

/** Bytes of the longest message that there may be: one of one long entry, or a chunk of a snapshot. */
const longestMessage = ({ maxCommandLength, bounds }: NodeOptions): number =>
  Math.max(maxCommandLength, bounds.snapshotChunkLength ?? defaultOptions.snapshotChunkLength, PIECE_LENGTH) *
    UNIT_BYTES +
  AROUND_BYTES;

const objectionTo = (given: NodeConfiguration & NodeOptions): string | undefined => {
  const strange = strangeName(given, [...Object.keys(defaultNodeOptions), ...Object.keys(methodsOf), 'id', 'servers']);
  if (strange !== undefined) return strange;
  const { id, servers, cluster, electionTimeoutMs, heartbeatMs, extensions, bounds, random } = given;
  const early = objectionToServers(id, servers) ?? objectionToParts(given as never);
  if (early !== undefined) return early;
  if (
    typeof cluster !== 'string' ||
    cluster.length === 0 ||
    cluster.length > MAX_CLUSTER_LENGTH ||
    UNSEEN.test(cluster)
  )
    return `cluster has to be a name of 1 to ${MAX_CLUSTER_LENGTH} characters that can be seen`;
  for (const name of Object.keys(ranges) as NumberName[]) {
    const objection = objectionToNumber(name, given[name]);
    if (objection !== undefined) return objection;
  }
  if (typeof random !== 'function') return 'random has to be a function that gives numbers from 0 on, below 1';
  const late = objectionToPages(extensions) ?? objectionToBounds(bounds) ?? objectionToRecord(given.record);
  if (late !== undefined) return late;
  const { maxCommandLength, maxWaitingLength } = given;
  if (maxCommandLength > maxWaitingLength)
    return `maxCommandLength (${maxCommandLength}) has to be at most maxWaitingLength (${maxWaitingLength}), or the longest commands are always refused`;
  const longest = longestMessage(given);
  const { maxMessageBytes = Number.POSITIVE_INFINITY } = given.transport;
  if (longest > maxMessageBytes)
    return `a message may take ${longest} bytes, for a command of maxCommandLength (${maxCommandLength}), a chunk of bounds.snapshotChunkLength, or entries of ${PIECE_LENGTH} characters; the transport takes messages of at most ${maxMessageBytes} (maxFrameBytes of tcpTransport), so that it would never arrive`;
  if (heartbeatMs * 2 > electionTimeoutMs)
    return `heartbeatMs (${heartbeatMs}) has to be at most half of electionTimeoutMs (${electionTimeoutMs}), or followers that lose one heartbeat start an election`;
  return undefined;
};

/**
 * The configuration with its defaults.
 *
 * @throws RangeError, one line, that names the option, what it has to be and what it is.
 */
export const completeConfiguration = <Answer>(given: NodeConfiguration<Answer>): NodeSetting<Answer> & NodeOptions => {
  if (!isRecord(given))
    throw new RangeError('RaftNode.open: it has to be told { id, servers, storage, transport, stateMachine }');
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const all = { ...defaultNodeOptions, ...told } as NodeSetting<Answer> & NodeOptions;
  const objection = objectionTo(all);
  if (objection !== undefined) throw new RangeError(`RaftNode.open: ${objection}`);
  return all;
};

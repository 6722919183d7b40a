/** A server's beginning, what of it is durable, and its restart. */

import { append, compactTo, emptyLog, truncateFrom } from './log.ts';
import { noProgress } from './rules/progress.ts';
import type { Durable, Options, Persist, Server, ServerId } from './types.ts';

/** Bounds that suit a real network: 64 entries a message, 256 ahead, snapshots in chunks of 64 Ki code units. */
export const defaultOptions: Options = {
  maxEntriesPerAppend: 64,
  maxInFlightEntries: 256,
  snapshotChunkLength: 65_536,
};

/** Who a server is: its own id, all members of the cluster (its own among them, in any order), and what it may send. */
export interface Membership {
  /** The server's own name; one of `servers`. */
  readonly id: ServerId;
  /** All members, each once. */
  readonly servers: readonly ServerId[];
  /** What differs from `defaultOptions`. */
  readonly options?: Partial<Options>;
}

/**
 * The storage of a server that has never run.
 *
 * @throws Error when `servers` lacks `id` or names a server twice, or when an option is not a positive whole number: a
 * cluster must not start with a wrong idea of its majority.
 *
 * @example
 * ```ts
 * import { emptyDurable } from 'figure2';
 *
 * const storage = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'], options: { maxEntriesPerAppend: 10 } });
 * console.log(storage.currentTerm, storage.votedFor, storage.options.maxEntriesPerAppend); // 0 null 10
 * ```
 */
export const emptyDurable = ({ id, servers, options }: Membership): Durable => {
  const peers = servers.filter((other) => other !== id).sort();
  if (peers.length !== servers.length - 1)
    throw new Error(`servers must name ${id} exactly once: ${servers.join(' ')}`);
  if (new Set(peers).size !== peers.length) throw new Error(`servers names a server twice: ${servers.join(' ')}`);
  const all = { ...defaultOptions, ...options };
  for (const [name, value] of Object.entries(all)) {
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`${name} must be a whole number from 1 on, not ${value}`);
  }
  return { id, peers, options: all, currentTerm: 0, votedFor: null, log: emptyLog(), snapshot: null };
};

/**
 * What must survive a crash of this server: Figure 2's first box, and the snapshot (ST-1, ST-2, ST-3, IS-14).
 *
 * @example
 * ```ts
 * import { createServer, durable, restart, step } from 'figure2';
 *
 * const { server } = step(createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] }), { type: 'timeout', timer: 'election' });
 * const again = restart(durable(server));
 * console.log(server.role, again.role, again.currentTerm, again.votedFor); // candidate follower 1 S1
 * ```
 */
export const durable = ({ id, peers, options, currentTerm, votedFor, log, snapshot }: Durable): Durable => ({
  id,
  peers,
  options,
  currentTerm,
  votedFor,
  log,
  snapshot,
});

/** What is true of every server that neither leads nor stands for election. */
export const followerState = { votesGranted: [], ...noProgress } as const satisfies Partial<Server>;

/**
 * ST-9: the server that comes back from its storage. It remembers what is durable and nothing else: a follower that has
 * committed and applied what its snapshot covers. Give it the event `start` before any other.
 *
 * @example
 * ```ts
 * import { createServer, durable, restart, step } from 'figure2';
 *
 * const { server } = step(createServer({ id: 'S1', servers: ['S1'] }), { type: 'timeout', timer: 'election' });
 * console.log(server.role, restart(durable(server)).role); // leader follower
 * ```
 */
export const restart = ({ id, peers, options, currentTerm, votedFor, log, snapshot }: Durable): Server => ({
  // Each field by name: one that is added after a spread gives each server a layout of its own, which slows down all that reads it.
  id,
  peers,
  options,
  currentTerm,
  votedFor,
  log,
  snapshot,
  role: 'follower',
  commitIndex: log.snapshotIndex,
  lastApplied: log.snapshotIndex,
  leaderId: null,
  votesGranted: followerState.votesGranted,
  nextIndex: noProgress.nextIndex,
  matchIndex: noProgress.matchIndex,
  pipelining: noProgress.pipelining,
  snapshotOffset: noProgress.snapshotOffset,
  outgoingSnapshot: noProgress.outgoingSnapshot,
  incomingSnapshot: null,
});

/**
 * A server that has never run, of a cluster in which no server has. Throws as `emptyDurable` does.
 *
 * @example
 * ```ts
 * import { createServer } from 'figure2';
 *
 * const server = createServer({ id: 'S2', servers: ['S1', 'S2', 'S3'] });
 * console.log(server.role, server.currentTerm, server.peers.join(' ')); // follower 0 S1 S3
 * ```
 */
export const createServer = (membership: Membership): Server => restart(emptyDurable(membership));

/**
 * What a storage holds after a write. For drivers that keep `Durable` as it is; `durable(step.server)` is the sum of them.
 *
 * @example
 * ```ts
 * import { applyPersist, createServer, emptyDurable, step } from 'figure2';
 *
 * const membership = { id: 'S1', servers: ['S1', 'S2', 'S3'] };
 * let storage = emptyDurable(membership);
 * for (const effect of step(createServer(membership), { type: 'timeout', timer: 'election' }).effects) {
 *   if (effect.type === 'persist') storage = applyPersist(storage, effect);
 * }
 * console.log(storage.currentTerm, storage.votedFor); // 1 S1
 * ```
 */
export const applyPersist = (storage: Durable, write: Persist): Durable => {
  let { log } = storage;
  if (write.snapshot) log = compactTo(log, write.snapshot.lastIncludedIndex, write.snapshot.lastIncludedTerm);
  if (write.truncateFrom !== undefined) log = truncateFrom(log, write.truncateFrom);
  if (write.append) log = append(truncateFrom(log, write.append.firstIndex), write.append.entries);
  return {
    ...storage,
    currentTerm: write.currentTerm ?? storage.currentTerm,
    votedFor: write.votedFor === undefined ? storage.votedFor : write.votedFor,
    log,
    snapshot: write.snapshot ?? storage.snapshot,
  };
};

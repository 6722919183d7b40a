/** What a node asks of its disk. */
import type { Durable, Persist, ServerId, Snapshot } from '../../core/types.ts';

/** Whose storage it is. A storage refuses to be opened for another. */
export interface StorageOwner {
  /** The name of the cluster, the same at all its servers. */
  readonly cluster: string;
  /** The server. */
  readonly id: ServerId;
}

/**
 * What survives a crash of a node (ST-1, ST-2, ST-3, IS-14). One node has it open at a time.
 *
 * Writes wait for each other; `prepare` holds up none of them. After a call that has failed the storage is of no more use, and
 * every later one fails for the same reason: whether what was to be written will be there after a restart is not known, so the
 * node ends (a sync that has failed is never tried again).
 */
export interface Storage {
  /**
   * Opens it for its owner.
   *
   * @param empty what a server that has never run has: its members, which have to be the same each time, and its bounds.
   * @returns what a restart sees: `empty` with all whole writes in their order.
   * @throws StorageFault when it is somebody else's, was written for other members, is in use, or corrupt.
   */
  readonly open: (owner: StorageOwner, empty: Durable) => Promise<Durable>;
  /**
   * Writes, in their order and as one: a restart sees all of it or nothing. Durable when the promise is settled.
   *
   * @throws StorageFault when the disk is full or has failed.
   */
  readonly write: (writes: readonly Persist[]) => Promise<void>;
  /**
   * Takes the data of a snapshot that a later write names, so that this write takes no longer than any other. A restart does
   * not see it before that write. Without it, the write that names the snapshot does it itself.
   *
   * @throws StorageFault when the disk is full or has failed.
   */
  readonly prepare: (snapshot: Snapshot) => Promise<void>;
  /** Lets go of it, so that another may open it. */
  readonly close: () => Promise<void>;
}

/** A storage can't go on, or can't be opened: what, where and how to mend it, in one line. */
export class StorageFault extends Error {
  /** What it is called in a stack. */
  override readonly name = 'StorageFault';
}

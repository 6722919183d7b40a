/** When a node makes a snapshot of its state machine (IS-13), and that it is on the disk before the log is compacted. */
import { termAt } from '../core/log.ts';
import type { Compact, Index, Server } from '../core/types.ts';
import { checksumOfText } from './bytes/checksum.ts';
import type { Storage } from './storage/storage.ts';

/** How much is applied before the next snapshot. */
export interface SnapshotBounds {
  readonly snapshotAfterEntries: number;
  readonly snapshotAfterLength: number;
}

export class Compaction {
  readonly #bounds: SnapshotBounds;
  readonly #storage: Pick<Storage, 'prepare'>;
  /** Code units applied since the last snapshot. */
  #length = 0;
  #underWay: Promise<Compact> | undefined;

  constructor(bounds: SnapshotBounds, storage: Pick<Storage, 'prepare'>) {
    this.#bounds = bounds;
    this.#storage = storage;
  }

  /** A command was applied. */
  count(command: string): void {
    this.#length += command.length;
  }

  /** Is it time for a snapshot? Never while one is made; else when it is wanted, or enough was applied. */
  isDue({ lastApplied, log }: Server, isWanted: boolean): boolean {
    if (this.#underWay !== undefined || lastApplied <= log.snapshotIndex) return false;
    if (isWanted) return true;
    const { snapshotAfterEntries, snapshotAfterLength } = this.#bounds;
    return lastApplied - log.snapshotIndex >= snapshotAfterEntries || this.#length >= snapshotAfterLength;
  }

  /**
   * Puts a snapshot on the disk: the state machine as it is after all that the server has applied.
   *
   * @returns what the server is to be told when the disk has it.
   * @throws what the storage throws.
   */
  async prepare({ lastApplied, log }: Server, data: string): Promise<Compact> {
    this.#length = 0;
    const lastIncludedTerm = termAt(log, lastApplied) ?? 0;
    this.#underWay = this.#prepared(lastApplied, lastIncludedTerm, data);
    try {
      return await this.#underWay;
    } finally {
      this.#underWay = undefined;
    }
  }

  /** The one that is made now, if one is. */
  get underWay(): Promise<Compact> | undefined {
    return this.#underWay;
  }

  async #prepared(index: Index, lastIncludedTerm: number, data: string): Promise<Compact> {
    const checksum = await checksumOfText(data);
    await this.#storage.prepare({ lastIncludedIndex: index, lastIncludedTerm, data, checksum });
    return { type: 'compact', index, data };
  }
}

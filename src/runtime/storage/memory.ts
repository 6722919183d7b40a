/** A storage in memory: for tests, and for nodes that need not outlive their process. */
import { applyPersist } from '../../core/server.ts';
import type { Durable } from '../../core/types.ts';
import { membersOf, objectionToMembers } from './members.ts';
import { type Storage, StorageFault, type StorageOwner } from './storage.ts';

/**
 * A storage that keeps what was written as long as the value itself lives: close it and open it again, and a restart sees
 * what it would on a disk.
 *
 * @example
 * ```ts
 * import { emptyDurable } from 'figure2';
 * import { memoryStorage } from 'figure2/runtime';
 *
 * const storage = memoryStorage();
 * const owner = { cluster: 'bank', id: 'S1' };
 * const empty = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
 * await storage.open(owner, empty);
 * await storage.write([{ type: 'persist', currentTerm: 1, votedFor: 'S1' }]);
 * await storage.close();
 * console.log((await storage.open(owner, empty)).votedFor); // S1
 * ```
 */
export const memoryStorage = (): Storage => {
  let kept: { readonly owner: StorageOwner; readonly durable: Durable } | undefined;
  let isOpen = false;
  const fault = (what: string) => Promise.reject(new StorageFault(what));
  return {
    open: (owner, empty) => {
      if (isOpen) return fault(`the storage in memory of ${owner.id} is in use; close it first`);
      if (kept && (kept.owner.cluster !== owner.cluster || kept.owner.id !== owner.id))
        return fault(
          `the storage in memory is of server ${kept.owner.id} of cluster ${kept.owner.cluster}, not of ${owner.id} of ${owner.cluster}; give each server its own`,
        );
      const objection = kept && objectionToMembers('the storage in memory', membersOf(kept.durable), membersOf(empty));
      if (objection !== undefined) return fault(objection);
      const { currentTerm, votedFor, log, snapshot } = kept?.durable ?? empty;
      kept = { owner, durable: { ...empty, currentTerm, votedFor, log, snapshot } };
      isOpen = true;
      return Promise.resolve(kept.durable);
    },
    write: (writes) => {
      if (!isOpen || !kept) return fault('the storage in memory is not open; open it first');
      kept = { owner: kept.owner, durable: writes.reduce(applyPersist, kept.durable) };
      return Promise.resolve();
    },
    prepare: () => Promise.resolve(),
    close: () => {
      isOpen = false;
      return Promise.resolve();
    },
  };
};

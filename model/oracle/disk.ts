/**
 * What is on a disk after some writes, as the oracles reckon it (ST-8): the log as it was, up to where it was kept, and what was
 * written behind it. Nothing is built; it is asked for its parts.
 */
import type { Log } from '../../src/core/log.ts';
import type { Durable, Entry, Index, Persist, ServerId, Snapshot, Term } from '../../src/core/types.ts';
import { entryAt } from './log.ts';

/** A disk, part by part. */
export interface Written {
  readonly currentTerm: Term;
  readonly votedFor: ServerId | null;
  readonly snapshot: Snapshot | null;
  /** The log before any of the writes. */
  readonly log: Log;
  /** The last index up to which that log still stands. */
  readonly kept: Index;
  /** What follows `kept`. */
  readonly added: readonly Entry[];
}

/** A disk to which nothing was written yet. */
export const beforeWrites = ({ currentTerm, votedFor, snapshot, log }: Durable): Written => ({
  currentTerm,
  votedFor,
  snapshot,
  log,
  kept: log.lastIndex,
  added: [],
});

/** The index up to which the snapshot stands for the entries. */
export const coveredOn = ({ snapshot, log }: Written): Index =>
  Math.max(log.snapshotIndex, snapshot?.lastIncludedIndex ?? 0);

/** The last index that is on the disk. */
export const lastOn = ({ kept, added }: Written): Index => kept + added.length;

/** The term at an index on the disk; undefined where it is not known. */
export const termOn = (disk: Written, index: Index): Term | undefined => {
  const { snapshot, log } = disk;
  if (index === coveredOn(disk))
    return snapshot?.lastIncludedIndex === index ? snapshot.lastIncludedTerm : log.snapshotTerm;
  return entryOn(disk, index)?.term;
};

/** The entry at an index on the disk; undefined: there is none. */
export const entryOn = (disk: Written, index: Index): Entry | undefined => {
  if (index <= coveredOn(disk)) return undefined;
  return index <= disk.kept ? entryAt(disk.log, index) : disk.added[index - disk.kept - 1];
};

/** Without the entries from an index on. */
const cutFrom = (disk: Written, index: Index): Written => {
  const { kept, added } = disk;
  const last = Math.max(index - 1, coveredOn(disk));
  if (last >= lastOn(disk)) return disk;
  return { ...disk, kept: Math.min(kept, last), added: added.slice(0, Math.max(0, last - kept)) };
};

/** One more write, in the order of its fields: snapshot, truncation, entries. */
export const write = (disk: Written, { currentTerm, votedFor, snapshot, truncateFrom, append }: Persist): Written => {
  let { kept, added } = disk;
  if (snapshot && snapshot.lastIncludedIndex > kept) {
    added = added.slice(snapshot.lastIncludedIndex - kept);
    kept = snapshot.lastIncludedIndex;
  }
  let after: Written = {
    currentTerm: currentTerm ?? disk.currentTerm,
    votedFor: votedFor === undefined ? disk.votedFor : votedFor,
    snapshot: snapshot ?? disk.snapshot,
    log: disk.log,
    kept,
    added,
  };
  if (truncateFrom !== undefined) after = cutFrom(after, truncateFrom);
  if (append) {
    after = cutFrom(after, append.firstIndex);
    after = { ...after, added: [...after.added, ...append.entries] };
  }
  return after;
};

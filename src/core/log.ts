/**
 * The replicated log (ST-3) behind a snapshot (IS-14), as a persistent value: no operation changes its argument, and a new
 * version shares all that did not change with the old one. States are kept by the million in a search and entries by the
 * million in a server, so a log is never copied.
 *
 * Inside it is a radix tree with 32 children a node, addressed by the absolute index, and the last leaf beside it: appending
 * copies that leaf only (amortised O(1)); reading, truncating and compacting are O(log32 n). Equal logs are equal JSON,
 * whatever their history: the shape follows from `snapshotIndex` and `lastIndex` alone.
 */

import type { Entry, Term } from './entries.ts';

/** A place in the log, counted from 1; 0 is before the first entry. */
export type Index = number;

const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

/** 32 neighbouring places of the log; null: nothing there (index 0, or covered by the snapshot). */
export type LogLeaf = readonly (Entry | null)[];
/** Children of one kind, from the left; null: all that lies below is covered by the snapshot. */
export type LogNode = readonly (LogNode | LogLeaf | null)[];

/** Entries `snapshotIndex + 1 .. lastIndex`. The entries before are covered by a snapshot. */
export interface Log {
  /** The last index that the snapshot covers; 0: there is no snapshot. */
  readonly snapshotIndex: Index;
  /** The term of the entry at `snapshotIndex`; 0: there is no snapshot. */
  readonly snapshotTerm: Term;
  /** The index of the last entry; `snapshotIndex` when there is none. */
  readonly lastIndex: Index;
  /** The full leaves: those before the leaf of `lastIndex`. Read it through the functions of this module. */
  readonly root: LogNode | null;
  /** The leaf of `lastIndex`, up to `lastIndex`. */
  readonly tail: LogLeaf;
}

const leafNumber = (index: Index): number => Math.floor(index / WIDTH);

/** Levels of nodes above the leaves of a tree with so many leaves. */
const heightFor = (leaves: number): number => {
  let height = 1;
  for (let capacity = WIDTH; capacity < leaves; capacity *= WIDTH) height++;
  return height;
};

/** The child of a node of this height under which a leaf lies. */
const slotOf = (leaf: number, height: number): number => Math.floor(leaf / WIDTH ** (height - 1)) & MASK;

const nulls = (length: number): LogLeaf => new Array<null>(length).fill(null);

const orNull = (node: LogNode): LogNode | null => (node.every((child) => child === null) ? null : node);

/** A log without entries that continues after a snapshot. */
export const emptyLog = (snapshotIndex: Index = 0, snapshotTerm: Term = 0): Log => ({
  snapshotIndex,
  snapshotTerm,
  lastIndex: snapshotIndex,
  root: null,
  tail: nulls((snapshotIndex & MASK) + 1),
});

const leafAt = (log: Log, leaf: number): LogLeaf | null => {
  const leaves = leafNumber(log.lastIndex);
  if (leaf === leaves) return log.tail;
  let node: LogNode | null = log.root;
  for (let height = heightFor(leaves); height > 0 && node !== null; height--) {
    node = (node[slotOf(leaf, height)] ?? null) as LogNode | null;
  }
  return node as LogLeaf | null;
};

/**
 * The entry at an index; undefined outside `snapshotIndex + 1 .. lastIndex`.
 *
 * @example
 * ```ts
 * import { createServer, entryAt, step } from 'figure2';
 *
 * let server = createServer({ id: 'S1', servers: ['S1'] });
 * ({ server } = step(server, { type: 'timeout', timer: 'election' }));
 * ({ server } = step(server, { type: 'clientCommand', command: 'a' }));
 * console.log(entryAt(server.log, 1), entryAt(server.log, 2)); // { term: 1, command: 'a' } undefined
 * ```
 */
export const entryAt = (log: Log, index: Index): Entry | undefined => {
  if (index <= log.snapshotIndex || index > log.lastIndex) return undefined;
  return leafAt(log, leafNumber(index))?.[index & MASK] ?? undefined;
};

/**
 * The term at an index, also at the snapshot's last index and at 0; undefined where the log does not reach.
 *
 * @example
 * ```ts
 * import { createServer, termAt, step } from 'figure2';
 *
 * let server = createServer({ id: 'S1', servers: ['S1'] });
 * ({ server } = step(server, { type: 'timeout', timer: 'election' }));
 * ({ server } = step(server, { type: 'clientCommand', command: 'a' }));
 * console.log(termAt(server.log, 0), termAt(server.log, 1), termAt(server.log, 2)); // 0 1 undefined
 * ```
 */
export const termAt = (log: Log, index: Index): Term | undefined =>
  index === log.snapshotIndex ? log.snapshotTerm : entryAt(log, index)?.term;

/**
 * The index of the last entry, or of the snapshot's last entry; 0: the log has never held anything.
 *
 * @example
 * ```ts
 * import { createServer, lastIndex, step } from 'figure2';
 *
 * let server = createServer({ id: 'S1', servers: ['S1'] });
 * ({ server } = step(server, { type: 'timeout', timer: 'election' }));
 * ({ server } = step(server, { type: 'clientCommand', command: 'a' }));
 * console.log(lastIndex(server.log)); // 1
 * ```
 */
export const lastIndex = (log: Log): Index => log.lastIndex;

/**
 * The term at `lastIndex`.
 *
 * @example
 * ```ts
 * import { createServer, lastTerm, step } from 'figure2';
 *
 * let server = createServer({ id: 'S1', servers: ['S1'] });
 * ({ server } = step(server, { type: 'timeout', timer: 'election' }));
 * ({ server } = step(server, { type: 'clientCommand', command: 'a' }));
 * console.log(lastTerm(server.log)); // 1
 * ```
 */
export const lastTerm = (log: Log): Term => termAt(log, log.lastIndex) ?? 0;

/**
 * The entries from one index to another, both included, as far as the log holds them.
 *
 * @example
 * ```ts
 * import { createServer, entriesBetween, step } from 'figure2';
 *
 * let server = createServer({ id: 'S1', servers: ['S1'] });
 * ({ server } = step(server, { type: 'timeout', timer: 'election' }));
 * ({ server } = step(server, { type: 'clientCommand', command: 'a' }));
 * console.log(JSON.stringify(entriesBetween(server.log, 1, 9))); // [{"term":1,"command":"a"}]
 * ```
 */
export const entriesBetween = (log: Log, from: Index, to: Index): readonly Entry[] => {
  const entries: Entry[] = [];
  for (let index = Math.max(from, log.snapshotIndex + 1); index <= Math.min(to, log.lastIndex); ) {
    const leaf = leafAt(log, leafNumber(index));
    for (let slot = index & MASK; slot < WIDTH && index <= to && index <= log.lastIndex; slot++, index++) {
      const entry = leaf?.[slot];
      if (entry) entries.push(entry);
    }
  }
  return entries;
};

const withLeaf = (node: LogNode | null, height: number, leaf: number, value: LogLeaf): LogNode => {
  const slot = slotOf(leaf, height);
  const children = node === null ? [] : [...node];
  while (children.length < slot) children.push(null);
  children[slot] = height === 1 ? value : withLeaf((node?.[slot] ?? null) as LogNode | null, height - 1, leaf, value);
  return children;
};

/** The tree with one more full leaf, at the place `leaf`. When the snapshot covers it, it covers all before it too. */
const pushLeaf = (root: LogNode | null, leaf: number, value: LogLeaf): LogNode | null => {
  if (value.every((entry) => entry === null)) return null;
  const height = heightFor(leaf + 1);
  const grown = root !== null && height > heightFor(leaf) ? [root] : root;
  return withLeaf(grown, height, leaf, value);
};

/**
 * The log with entries added at its end, the first of them at `lastIndex(log) + 1`. The old log stays as it was.
 *
 * @example
 * ```ts
 * import { append, createServer, lastIndex } from 'figure2';
 *
 * const { log } = createServer({ id: 'S1', servers: ['S1'] });
 * const longer = append(log, [{ term: 1, command: 'a' }, { term: 1, command: 'b' }]);
 * console.log(lastIndex(log), lastIndex(longer)); // 0 2
 * ```
 */
export const append = (log: Log, entries: readonly Entry[]): Log => {
  if (entries.length === 0) return log;
  let { root } = log;
  let tail = [...log.tail];
  let last = log.lastIndex;
  for (const entry of entries) {
    if (tail.length === WIDTH) {
      root = pushLeaf(root, leafNumber(last), tail);
      tail = [];
    }
    tail.push(entry);
    last++;
  }
  const { snapshotIndex, snapshotTerm } = log;
  return { snapshotIndex, snapshotTerm, lastIndex: last, root, tail };
};

/** Only the leaves before `leaf`. */
const keepBefore = (node: LogNode | null, height: number, leaf: number): LogNode | null => {
  if (node === null) return null;
  const slot = slotOf(leaf, height);
  const kept = node.slice(0, slot);
  const edge = height > 1 && slot < node.length ? keepBefore(node[slot] as LogNode | null, height - 1, leaf) : null;
  if (edge !== null) kept.push(edge);
  return orNull(kept);
};

/**
 * The log without the entries from an index on. An index past the end changes nothing; one in the snapshot empties the log,
 * but for the snapshot.
 *
 * @example
 * ```ts
 * import { append, createServer, lastIndex, truncateFrom } from 'figure2';
 *
 * const { log } = createServer({ id: 'S1', servers: ['S1'] });
 * const longer = append(log, [{ term: 1, command: 'a' }, { term: 1, command: 'b' }]);
 * console.log(lastIndex(truncateFrom(longer, 2)), lastIndex(truncateFrom(longer, 3))); // 1 2
 * ```
 */
export const truncateFrom = (log: Log, index: Index): Log => {
  if (index > log.lastIndex) return log;
  const last = Math.max(index - 1, log.snapshotIndex);
  const leaves = leafNumber(last);
  const size = (last & MASK) + 1;
  const tail = leafAt(log, leaves)?.slice(0, size) ?? nulls(size);
  if (leaves === leafNumber(log.lastIndex)) return { ...log, lastIndex: last, tail };
  let height = heightFor(leafNumber(log.lastIndex));
  let root = keepBefore(log.root, height, leaves);
  for (; height > heightFor(leaves); height--) root = (root?.[0] ?? null) as LogNode | null;
  return { ...log, lastIndex: last, root, tail };
};

/** Only what is past `index`. */
const keepAfter = (node: LogNode | null, height: number, index: Index): LogNode | null => {
  if (node === null) return null;
  const slot = slotOf(leafNumber(index), height);
  const edge = (node[slot] ?? null) as LogNode | null;
  const kept = height === 1 ? edge && clearThrough(edge as LogLeaf, index) : keepAfter(edge, height - 1, index);
  return orNull(node.map((child, i) => (i < slot ? null : i === slot ? kept : child)));
};

const clearThrough = (leaf: LogLeaf, index: Index): LogLeaf | null => {
  const cleared = leaf.map((entry, slot) => (slot <= (index & MASK) ? null : entry));
  return cleared.every((entry) => entry === null) ? null : cleared;
};

/**
 * The log with everything up to `index` covered by a snapshot whose last entry is of `term`. An index that the snapshot covers
 * already changes nothing; one past the end leaves no entry.
 *
 * @example
 * ```ts
 * import { append, compactTo, createServer, entryAt, lastIndex } from 'figure2';
 *
 * const { log } = createServer({ id: 'S1', servers: ['S1'] });
 * const longer = append(log, [{ term: 1, command: 'a' }, { term: 1, command: 'b' }]);
 * const compacted = compactTo(longer, 1, 1);
 * console.log(entryAt(compacted, 1), entryAt(compacted, 2), lastIndex(compacted)); // undefined { term: 1, command: 'b' } 2
 * ```
 */
export const compactTo = (log: Log, index: Index, term: Term): Log => {
  if (index <= log.snapshotIndex) return log;
  if (index >= log.lastIndex) return emptyLog(index, term);
  const leaves = leafNumber(log.lastIndex);
  const inTail = leafNumber(index) === leaves;
  return {
    snapshotIndex: index,
    snapshotTerm: term,
    lastIndex: log.lastIndex,
    root: inTail ? null : keepAfter(log.root, heightFor(leaves), index),
    tail: inTail ? (clearThrough(log.tail, index) ?? log.tail) : log.tail,
  };
};

/** The lowest index above the snapshot, up to `lastIndex + 1`, from which on terms are at least `term`. Terms never fall. */
const lowerBound = (log: Log, term: Term): Index => {
  let low = log.snapshotIndex + 1;
  let high = log.lastIndex + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((termAt(log, middle) ?? 0) < term) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The first index above the snapshot that holds an entry of `term`; undefined if there is none. */
export const firstIndexOfTerm = (log: Log, term: Term): Index | undefined => {
  const index = lowerBound(log, term);
  return entryAt(log, index)?.term === term ? index : undefined;
};

/** The last index that holds an entry of `term`, the snapshot's last entry included; undefined if there is none. */
export const lastIndexOfTerm = (log: Log, term: Term): Index | undefined => {
  const index = lowerBound(log, term + 1) - 1;
  return termAt(log, index) === term ? index : undefined;
};

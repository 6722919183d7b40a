/**
 * The log of a server as the oracles read it: by the structure that its JSON has, place by place, and with none of the core's
 * functions, so that a log that is built or read wrongly is seen to be wrong. A whole log is equal to a plain list of entries.
 *
 * The structure: leaves of 32 neighbouring places, counted from index 0. `tail` is the leaf of `lastIndex`; the leaves before it
 * hang below `root`, in nodes of 32 children, on as few levels as they need.
 */
import type { Log } from '../../src/core/log.ts';
import type { Entry, Index, Term } from '../../src/core/types.ts';
import { isSame } from './same.ts';

const WIDTH = 32;

type Leaf = readonly (Entry | null | undefined)[];
type Tree = readonly unknown[] | null | undefined;

const nothing: Leaf = [];

/** The leaf in which a place is, by the digits of its number to the base of 32, the first digit first. */
const leafOf = ({ root, tail, lastIndex }: Log, index: Index): Leaf => {
  const full = Math.floor(lastIndex / WIDTH);
  const number = Math.floor(index / WIDTH);
  if (number === full) return tail;
  let places = WIDTH;
  while (places < full) places *= WIDTH;
  let below: Tree = root;
  for (places /= WIDTH; places >= 1; places /= WIDTH) below = below?.[Math.floor(number / places) % WIDTH] as Tree;
  return (below ?? nothing) as Leaf;
};

/** The entry at an index; undefined: the log holds none there. */
export const entryAt = (log: Log, index: Index): Entry | undefined =>
  index > log.snapshotIndex && index <= log.lastIndex ? (leafOf(log, index)[index % WIDTH] ?? undefined) : undefined;

/** The term at an index, also at the end of what the snapshot covers; 0 before the first entry, undefined where it is not known. */
export const termAt = (log: Log, index: Index): Term | undefined =>
  index === log.snapshotIndex ? log.snapshotTerm : entryAt(log, index)?.term;

/** What a log has at an index, in words, by the term that is found there. */
export const entryWords = (term: Term | undefined): string =>
  term === undefined ? 'no entry' : `an entry of term ${term}`;

/** The entries from one index to another, as far as the log holds them. */
export const entriesBetween = (log: Log, from: Index, to: Index): readonly Entry[] => {
  const entries: Entry[] = [];
  const last = Math.min(to, log.lastIndex);
  let leaf = nothing;
  for (let index = Math.max(from, log.snapshotIndex + 1); index <= last; index++) {
    if (leaf === nothing || index % WIDTH === 0) leaf = leafOf(log, index);
    const entry = leaf[index % WIDTH];
    if (entry) entries.push(entry);
  }
  return entries;
};

/** How many leaves hang below a root that has so many full leaves in front of the tail. */
const spanOf = (full: number): number => {
  let span = WIDTH;
  while (span < full) span *= WIDTH;
  return span;
};

/** The leaf behind the largest part of both trees that is one and the same and has this leaf in it; the leaf itself: there is none. */
const behindShared = (a: Log, b: Log, leaf: number): number => {
  const [fullA, fullB] = [Math.floor(a.lastIndex / WIDTH), Math.floor(b.lastIndex / WIDTH)];
  const end = Math.min(fullA, fullB);
  if (leaf >= end) return leaf;
  let [one, other]: [Tree, Tree] = [a.root, b.root];
  let [span, spanB] = [spanOf(fullA), spanOf(fullB)];
  // a tree that has grown has the former one as its first part
  for (; span > spanB; span /= WIDTH) one = leaf < span / WIDTH ? (one?.[0] as Tree) : undefined;
  for (; spanB > span; spanB /= WIDTH) other = leaf < spanB / WIDTH ? (other?.[0] as Tree) : undefined;
  for (let first = 0; one && other; ) {
    if (one === other) return Math.min(first + span, end);
    if (span === 1) return leaf;
    span /= WIDTH;
    const place = Math.floor((leaf - first) / span);
    first += place * span;
    [one, other] = [one[place] as Tree, other[place] as Tree];
  }
  return leaf;
};

/** The first index, past both snapshots, at which two logs differ or one of them ends. What both share is looked at once. */
export const firstChange = (a: Log, b: Log): Index => {
  const last = Math.min(a.lastIndex, b.lastIndex);
  let index = Math.max(a.snapshotIndex, b.snapshotIndex) + 1;
  while (index <= last) {
    const leaf = Math.floor(index / WIDTH);
    const behind = behindShared(a, b, leaf);
    if (behind > leaf) {
      index = behind * WIDTH;
      continue;
    }
    const [one, other] = [leafOf(a, index), leafOf(b, index)];
    const end = Math.min(last, index - (index % WIDTH) + WIDTH - 1);
    if (one !== other) {
      for (; index <= end; index++) if (!isSame(one[index % WIDTH], other[index % WIDTH])) return index;
    }
    index = end + 1;
  }
  return index;
};

/** What is noted of an entry where it is remembered. */
const notes: readonly string[] = ['term', 'before', 'by', 'in'];

/** The kind of an entry that holds something else than a command, whatever is noted beside it; undefined: a command, or not known. */
export const otherKindOf = (entry: Entry): string | undefined =>
  'command' in entry ? undefined : Object.keys(entry).find((name) => !notes.includes(name));

/** What an entry holds beside its term, as JSON; of another kind than a command with the name of the kind before it. */
export const contentOf = (entry: Entry): string => {
  if ('command' in entry) return JSON.stringify(entry.command);
  const kind = otherKindOf(entry);
  const value = kind && (entry as unknown as Readonly<Record<string, unknown>>)[kind];
  return `${kind}=${JSON.stringify(value)}`;
};

/** Sequences of writes as a server makes them, by chance from a seed, and what a restart has to see after each. */
import { congruential32 } from 'pure-rand/generator/congruential32';
import { crc32c } from '../../../../src/core/checksum.ts';
import type { Entry } from '../../../../src/core/entries.ts';
import { entriesBetween, lastTerm, termAt } from '../../../../src/core/log.ts';
import { applyPersist, emptyDurable } from '../../../../src/core/server.ts';
import type { Durable, Persist, Snapshot } from '../../../../src/core/types.ts';

export const owner = { cluster: 'test', id: 'S1' };
export const empty = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
export const expected = { ...owner, members: ['S1', 'S2', 'S3'] };

/** Whole numbers from 0 up to `below`, without it. */
export type Dice = (below: number) => number;

export const diceFrom = (seed: number): Dice => {
  const generator = congruential32(seed);
  return (below) => Math.floor(((generator.next() >>> 0) / 2 ** 32) * below);
};

/** Some writes that are made in one go. */
export type Batch = readonly Persist[];

/** How the writes of a sequence are. */
export interface Shape {
  readonly seed: number;
  /** Writes in all. */
  readonly records: number;
  /** The longest command, in characters. */
  readonly longest: number;
  /** A snapshot when so many entries are in the log; infinite: none ever. */
  readonly snapshotAfter: number;
}

/** Batches of one to three writes. */
export const batchesOf = ({ seed, records, longest, snapshotAfter }: Shape): readonly Batch[] => {
  const dice = diceFrom(seed);
  const batches: Batch[] = [];
  let durable = empty;
  for (let made = 0; made < records; ) {
    const batch: Persist[] = [];
    for (let left = Math.min(1 + (dice(4) === 0 ? dice(3) : 0), records - made); left > 0; left--, made++) {
      const write = nextWrite(durable, dice, longest, snapshotAfter);
      durable = applyPersist(durable, write);
      batch.push(write);
    }
    batches.push(batch);
  }
  return batches;
};

const nextWrite = (durable: Durable, dice: Dice, longest: number, snapshotAfter: number): Persist => {
  const { log, currentTerm } = durable;
  const kind = dice(12);
  if (log.lastIndex - log.snapshotIndex >= snapshotAfter) return compaction(durable, dice, longest);
  if (kind === 0 || currentTerm === 0) return term(durable, dice);
  if (kind === 1 && log.lastIndex > log.snapshotIndex) return truncation(durable, dice, longest);
  if (kind === 2 && dice(5) === 0 && snapshotAfter < Number.POSITIVE_INFINITY)
    return installation(durable, dice, longest);
  if (kind === 3) return { ...term(durable, dice), ...appended(log.lastIndex + 1, dice, currentTerm + 1, longest) };
  return { type: 'persist', ...appended(log.lastIndex + 1, dice, currentTerm, longest) };
};

const term = ({ currentTerm, votedFor }: Durable, dice: Dice): Persist => {
  if (votedFor === null && currentTerm > 0) return { type: 'persist', currentTerm, votedFor: 'S1' };
  return { type: 'persist', currentTerm: currentTerm + 1, votedFor: [null, 'S1', 'S2'][dice(3)] ?? null };
};

const appended = (firstIndex: number, dice: Dice, of: number, longest: number): Pick<Persist, 'append'> => ({
  append: {
    firstIndex,
    entries: Array.from({ length: 1 + (dice(3) === 0 ? dice(4) : 0) }, () => entry(dice, of, longest)),
  },
});

const entry = (dice: Dice, of: number, longest: number): Entry => {
  if (dice(20) === 0) return { term: of, noOp: true } as unknown as Entry;
  return { term: of, command: text(dice, dice(8) === 0 ? longest : Math.min(longest, 40)) };
};

/** Mostly letters; at times zeros, which a lost sector is made of too, characters of all sizes, or half a pair. */
const text = (dice: Dice, longest: number): string => {
  const length = dice(longest + 1);
  const kind = dice(8);
  if (kind === 0) return '\0'.repeat(length);
  if (kind === 1) return 'é😀'.repeat(Math.ceil(length / 3));
  if (kind === 2) return `${'x'.repeat(length)}\ud83d`;
  return Array.from({ length }, () => String.fromCharCode(97 + dice(26))).join('');
};

const truncation = ({ log, currentTerm }: Durable, dice: Dice, longest: number): Persist => {
  const truncateFrom = log.snapshotIndex + 1 + dice(log.lastIndex - log.snapshotIndex);
  const write: Persist = { type: 'persist', truncateFrom };
  return dice(3) === 0 ? write : { ...write, ...appended(truncateFrom, dice, currentTerm, longest) };
};

const snapshotAt = (lastIncludedIndex: number, lastIncludedTerm: number, data: string): Snapshot => ({
  lastIncludedIndex,
  lastIncludedTerm,
  data,
  checksum: crc32c(data),
});

const compaction = ({ log }: Durable, dice: Dice, longest: number): Persist => {
  const index = log.lastIndex - dice(4);
  return { type: 'persist', snapshot: snapshotAt(index, termAt(log, index) ?? 0, text(dice, longest * 2)) };
};

/** A leader's snapshot, which is past the end or disagrees with what is there. */
const installation = ({ log, currentTerm }: Durable, dice: Dice, longest: number): Persist => {
  const index = log.snapshotIndex + 1 + dice(log.lastIndex - log.snapshotIndex + 5);
  const write: Persist = {
    type: 'persist',
    snapshot: snapshotAt(index, Math.max(lastTerm(log), currentTerm), text(dice, longest)),
  };
  return index < log.lastIndex ? { ...write, truncateFrom: index + 1 } : write;
};

/** Texts that are long stand for themselves by their length and checksum. */
const shorten = (_: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > 40 ? `${value.length} units, ${crc32c(value)}` : value;

/** All that a restart sees, as a text that is the same for the same. */
export const stateText = ({ currentTerm, votedFor, log, snapshot }: Durable): string => {
  const { snapshotIndex, snapshotTerm, lastIndex } = log;
  const entries = entriesBetween(log, 0, lastIndex);
  const { lastIncludedIndex, lastIncludedTerm, checksum, data } = snapshot ?? {};
  const saved = [lastIncludedIndex, lastIncludedTerm, checksum, data];
  return JSON.stringify({ currentTerm, votedFor, saved, snapshotIndex, snapshotTerm, lastIndex, entries }, shorten);
};

/** What a restart has to see after none of the batches, after the first, and so on. */
export const statesAfter = (batches: readonly Batch[]): readonly string[] => {
  let durable = empty;
  const after = (batch: Batch): string => {
    durable = batch.reduce(applyPersist, durable);
    return stateText(durable);
  };
  return [stateText(empty), ...batches.map(after)];
};

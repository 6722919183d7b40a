import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  append,
  compactTo,
  emptyLog,
  entriesBetween,
  entryAt,
  firstIndexOfTerm,
  type Log,
  lastIndex,
  lastIndexOfTerm,
  lastTerm,
  termAt,
  truncateFrom,
} from '../../src/core/log.ts';
import type { Entry, Index, Term } from '../../src/core/types.ts';
import { deepFreeze } from './arrange.ts';

/** The same log, naively: an array and where it begins. */
interface Twin {
  readonly snapshotIndex: Index;
  readonly snapshotTerm: Term;
  readonly entries: readonly Entry[];
}

type Change =
  | { readonly type: 'append'; readonly count: number; readonly raise: number }
  /** Positions are parts of the log, from 0 (its beginning) to 1 (past its end). */
  | { readonly type: 'truncate'; readonly at: number }
  | { readonly type: 'compact'; readonly at: number };

const entries = (count: number, term: Term = 1, firstIndex: Index = 1): readonly Entry[] =>
  Array.from({ length: count }, (_, position) => ({ term, command: `${firstIndex + position}` }));

describe('the empty log', () => {
  test('ST-3: begins at index 1, after the place 0 of term 0', () => {
    const log = emptyLog();
    expect([lastIndex(log), lastTerm(log), termAt(log, 0), termAt(log, 1), entryAt(log, 0)]).toEqual([
      ...[0, 0, 0],
      ...[undefined, undefined],
    ]);
  });

  test('IS-14: continues after a snapshot, whose last index and term are its own', () => {
    const log = emptyLog(100, 7);
    expect([lastIndex(log), lastTerm(log), termAt(log, 100), termAt(log, 99), entryAt(log, 100)]).toEqual([
      ...[100, 7, 7],
      ...[undefined, undefined],
    ]);
    expect(entryAt(append(log, entries(1, 8)), 101)).toEqual({ term: 8, command: '1' });
  });
});

describe('the log and its naive twin', () => {
  test.each([
    ['from index 1 on', [0, 20], 300],
    ['where a node is full', [990, 1020, 1055, 1056, 2040], 300],
    ['where a second level is full', [32_700, 32_760, 33_790], 60],
  ])('ST-3, IS-14: say the same %s', (_, starts, numRuns) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.boolean(),
        fc.array(changes, { maxLength: 12 }),
        (start, full, all) => {
          const versions = [full ? fullStart(start) : snapshotStart(start)];
          for (const change of all) versions.push(changed(versions.at(-1), change));
          for (const [log, twin] of versions) expectSame(log, twin);
        },
      ),
      { numRuns },
    );
  });

  test('ST-3: have equal logs as equal JSON, whatever their history', () => {
    const starts = [0, 20, 990, 1020, 1056, 32_760];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.array(changes, { maxLength: 8 }), (start, all) => {
        let version = fullStart(start);
        for (const change of all) version = changed(version, change);
        const [log, { snapshotIndex, snapshotTerm, entries }] = version;
        const afterSnapshot = append(emptyLog(snapshotIndex, snapshotTerm), entries);
        expect(JSON.stringify(log) === JSON.stringify(afterSnapshot)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test.each([31, 32, 33, 1023, 1024, 1025, 1055, 1056, 1087, 1088, 32_767, 32_768, 33_791, 33_792])(
    'IS-14: a snapshot up to %i leaves the same log, built before or behind it',
    (index) => {
      for (const more of [0, 1, 5, 31, 32, 33]) {
        const all = entries(index + more);
        const compacted = compactTo(append(emptyLog(), all), index, 1);
        const behind = append(emptyLog(index, 1), all.slice(index));
        expect(JSON.stringify(compacted), `${more} entries behind the snapshot`).toBe(JSON.stringify(behind));
      }
    },
  );

  test('ST-3: keep the beginning when the end of a full tree is cut off', () => {
    for (const size of [32, 1024, 32_768]) {
      const all = entries(size + 6);
      for (const index of [size - 1, size, size + 1, size + 4]) {
        const log = truncateFrom(append(emptyLog(), all), index);
        expect(entriesBetween(log, 1, size + 6), `${size + 6} entries without those from ${index} on`).toEqual(
          all.slice(0, index - 1),
        );
      }
    }
  });
});

describe('reading', () => {
  const log = compactTo(append(emptyLog(), [...entries(3, 1), ...entries(40, 3), ...entries(2, 4)]), 2, 1);

  test('D-9: finds the first and the last index of a term, and none of a term that is not there', () => {
    expect([1, 2, 3, 4, 5].map((term) => firstIndexOfTerm(log, term))).toEqual([3, undefined, 4, 44, undefined]);
    expect([1, 2, 3, 4, 5].map((term) => lastIndexOfTerm(log, term))).toEqual([3, undefined, 43, 45, undefined]);
  });

  test('D-9: the last index of a term may be the end of the snapshot, the first never is', () => {
    const behind = compactTo(log, 43, 3);
    expect([firstIndexOfTerm(behind, 3), lastIndexOfTerm(behind, 3)]).toEqual([undefined, 43]);
    expect([firstIndexOfTerm(behind, 4), lastIndexOfTerm(behind, 1)]).toEqual([44, undefined]);
    expect(lastIndexOfTerm(emptyLog(9, 2), 2)).toBe(9);
  });

  test('AE-6: gives the entries between two indexes as far as there are any', () => {
    const indexes = (from: Index, to: Index) => entriesBetween(log, from, to).length;
    expect([indexes(3, 45), indexes(0, 100), indexes(44, 44), indexes(5, 4), indexes(46, 50), indexes(1, 2)]).toEqual([
      ...[43, 43, 1, 0, 0, 0],
    ]);
    expect(entriesBetween(log, 43, 44)).toEqual([entryAt(log, 43), entryAt(log, 44)]);
  });

  test('IS-13: compacting or truncating what is not there gives the very same log', () => {
    expect(compactTo(log, 2, 1)).toBe(log);
    expect(compactTo(log, 1, 1)).toBe(log);
    expect(truncateFrom(log, 46)).toBe(log);
    expect(append(log, [])).toBe(log);
    expect(truncateFrom(log, 1)).toEqual(emptyLog(2, 1));
  });
});

describe('sharing', () => {
  const large = append(emptyLog(), entries(100_000));
  const partsOfLarge = partsOf(large);

  test('ST-3: an append to a log of 100 000 entries shares all but a path of it', () => {
    for (const count of [1, 32]) {
      expect(newParts(append(large, entries(count)), partsOfLarge)).toBeLessThanOrEqual(2 + 4);
    }
  });

  test.each([99_990, 65_537, 50_000, 1030, 7])(
    'ST-3: so does a truncation from %i on, and a compaction to it',
    (index) => {
      expect(newParts(truncateFrom(large, index), partsOfLarge)).toBeLessThanOrEqual(1 + 4);
      expect(newParts(compactTo(large, index, 1), partsOfLarge)).toBeLessThanOrEqual(2 + 4);
    },
  );
});

const changes: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 100 }),
      raise: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('truncate' as const), at: near(1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('compact' as const), at: near(0) }) },
);

/** Parts of 1, mostly close to one end. */
function near(end: 0 | 1): fc.Arbitrary<number> {
  return fc.oneof(
    fc.nat(1000).map((thousandths) => thousandths / 1000),
    fc.nat(100).map((steps) => Math.abs(end - steps / 100_000)),
  );
}

type Version = readonly [Log, Twin];

const starts = new Map<Index, Version>();

/** A log with so many entries. Made once, as it is not changed. */
function fullStart(count: number): Version {
  const all = entries(count);
  const start = starts.get(count) ?? [
    deepFreeze(append(emptyLog(), all)),
    { snapshotIndex: 0, snapshotTerm: 0, entries: all },
  ];
  starts.set(count, start);
  return start;
}

/** A log without entries behind a snapshot of so many. */
function snapshotStart(snapshotIndex: Index): Version {
  const snapshotTerm = snapshotIndex === 0 ? 0 : 1;
  return [deepFreeze(emptyLog(snapshotIndex, snapshotTerm)), { snapshotIndex, snapshotTerm, entries: [] }];
}

/** Both after the same change. All that there was is frozen, so that a change in place throws. */
function changed(before: Version | undefined, change: Change): Version {
  if (before === undefined) throw new Error('there is a version before each change');
  const [log, twin] = before;
  const { snapshotIndex, entries: all } = twin;
  if (change.type === 'append') {
    const term = Math.max(1, lastTermOf(twin)) + change.raise;
    const news = entries(change.count, term, lastIndexOf(twin) + 1);
    return [deepFreeze(append(log, news)), { ...twin, entries: [...all, ...news] }];
  }
  const index = snapshotIndex + Math.round(change.at * (all.length + 1));
  if (change.type === 'truncate') {
    const kept = all.slice(0, Math.max(0, index - snapshotIndex - 1));
    return [deepFreeze(truncateFrom(log, index)), { ...twin, entries: kept }];
  }
  const term = termOf(twin, index) ?? lastTermOf(twin);
  if (index === snapshotIndex) return [compactTo(log, index, term), twin];
  const kept = all.slice(index - snapshotIndex);
  return [deepFreeze(compactTo(log, index, term)), { snapshotIndex: index, snapshotTerm: term, entries: kept }];
}

function expectSame(log: Log, twin: Twin): void {
  const { snapshotIndex, entries: all } = twin;
  const end = lastIndexOf(twin);
  expect([lastIndex(log), lastTerm(log), log.snapshotIndex]).toEqual([end, lastTermOf(twin), snapshotIndex]);
  const read = entriesBetween(log, 0, end + 5);
  expect(read.length).toBe(all.length);
  expect(read.findIndex((entry, position) => entry !== all[position])).toBe(-1);
  for (const index of samples(snapshotIndex, end)) {
    expect(entryAt(log, index), `index ${index}`).toBe(all[index - snapshotIndex - 1]);
    expect(termAt(log, index), `index ${index}`).toBe(termOf(twin, index));
    expect(entriesBetween(log, index, index + 40)).toEqual(slice(twin, index, index + 40));
  }
  for (const term of new Set([0, 1, lastTermOf(twin), lastTermOf(twin) - 1, lastTermOf(twin) + 1])) {
    const first = all.findIndex((entry) => entry.term === term);
    const last = all.findLastIndex((entry) => entry.term === term);
    const before = twin.snapshotTerm === term ? snapshotIndex : undefined;
    expect(firstIndexOfTerm(log, term)).toBe(first < 0 ? undefined : snapshotIndex + 1 + first);
    expect(lastIndexOfTerm(log, term)).toBe(last < 0 ? before : snapshotIndex + 1 + last);
  }
}

/** Indexes at which something may go wrong: both ends, and where leaves and nodes begin. */
function samples(first: Index, last: Index): readonly Index[] {
  const borders = [32, 1024, 1056, 32_768, 33_792].filter((border) => border > first && border < last);
  return [first, last, Math.floor((first + last) / 2), ...borders].flatMap((index) => [index - 1, index, index + 1]);
}

function slice({ snapshotIndex, entries: all }: Twin, from: Index, to: Index): readonly Entry[] {
  return all.slice(Math.max(0, from - snapshotIndex - 1), Math.max(0, to - snapshotIndex));
}

function lastIndexOf({ snapshotIndex, entries: all }: Twin): Index {
  return snapshotIndex + all.length;
}

function lastTermOf(twin: Twin): Term {
  return termOf(twin, lastIndexOf(twin)) ?? 0;
}

function termOf({ snapshotIndex, snapshotTerm, entries: all }: Twin, index: Index): Term | undefined {
  return index === snapshotIndex ? snapshotTerm : all[index - snapshotIndex - 1]?.term;
}

/** Every array of which a log is made. */
function partsOf({ root, tail }: Log): ReadonlySet<unknown> {
  const parts = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    parts.add(part);
    part.forEach(visit);
  };
  visit(root);
  visit(tail);
  return parts;
}

function newParts(log: Log, known: ReadonlySet<unknown>): number {
  return [...partsOf(log)].filter((part) => !known.has(part)).length;
}

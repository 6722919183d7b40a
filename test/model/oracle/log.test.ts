import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentOf, entriesBetween, entryAt, firstChange, termAt } from '../../../model/oracle/log.ts';
import { sameEntry } from '../../../src/core/entries.ts';
import { append, compactTo, emptyLog, type Log, truncateFrom } from '../../../src/core/log.ts';
import type { Entry } from '../../../src/core/types.ts';

/** The same log as a plain list: place k is index k, what the snapshot covers is undefined. */
interface Twin {
  readonly places: readonly (Entry | undefined)[];
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
}

const entries = (count: number, term: number): readonly Entry[] =>
  Array.from({ length: count }, (_, place) => ({ term, command: `${term}.${place}` }));

const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom('append', 'truncate', 'compact'),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 8 },
);

/** Versions of a log, each with its twin; long ones, so that the tree has a second and a third level. */
const versions = (
  start: number,
  all: typeof deeds extends fc.Arbitrary<infer T> ? T : never,
): readonly (readonly [Log, Twin])[] => {
  let log = append(emptyLog(), entries(start, 1));
  let twin: Twin = { places: [undefined, ...entries(start, 1)], snapshotIndex: 0, snapshotTerm: 0 };
  const made: (readonly [Log, Twin])[] = [[log, twin]];
  for (const [place, { deed, part }] of all.entries()) {
    const { places, snapshotIndex } = twin;
    const length = places.length - 1 - snapshotIndex;
    const index = snapshotIndex + Math.ceil(part * length);
    if (deed === 'append') {
      const more = entries(Math.ceil(part * 1100), place + 2);
      log = append(log, more);
      twin = { ...twin, places: [...places, ...more] };
    } else if (deed === 'truncate') {
      const from = Math.max(index, snapshotIndex + 1);
      log = truncateFrom(log, from);
      twin = { ...twin, places: places.slice(0, from) };
    } else if (index > snapshotIndex) {
      const snapshotTerm = places[index]?.term ?? 0;
      log = compactTo(log, index, snapshotTerm);
      twin = {
        places: places.map((entry, at) => (at <= index ? undefined : entry)),
        snapshotIndex: index,
        snapshotTerm,
      };
    }
    made.push([log, twin]);
  }
  return made;
};

const runs = fc.tuple(fc.constantFrom(0, 31, 32, 990, 1023, 1024, 1056, 2040, 32_767), deeds);

describe('the reading of a log', () => {
  test('ST-3, IS-14: says what a plain list says, whatever was done to the log', () => {
    fc.assert(
      fc.property(runs, ([start, all]) => {
        for (const [log, { places, snapshotIndex, snapshotTerm }] of versions(start, all)) {
          expect(entriesBetween(log, 0, Number.POSITIVE_INFINITY)).toEqual(places.slice(snapshotIndex + 1));
          expect([entryAt(log, places.length), entryAt(log, snapshotIndex)]).toEqual([undefined, undefined]);
          expect(termAt(log, snapshotIndex)).toBe(snapshotTerm);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('SP-2, SP-3: finds the first change where a plain list has it', () => {
    fc.assert(
      fc.property(runs, ([start, all]) => {
        const made = versions(start, all);
        for (const [one, [a, twinOfA]] of made.entries()) {
          for (const [b, twinOfB] of made.slice(one)) {
            let index = Math.max(twinOfA.snapshotIndex, twinOfB.snapshotIndex) + 1;
            const isEqual = (): boolean => contentAt(twinOfA, index) === contentAt(twinOfB, index);
            const last = Math.min(twinOfA.places.length, twinOfB.places.length) - 1;
            while (index <= last && isEqual()) index++;
            expect(firstChange(a, b)).toBe(index);
            expect(firstChange(b, a)).toBe(index);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

const contentAt = ({ places }: Twin, index: number): string => JSON.stringify(places[index]);

describe('the reading turns red', () => {
  const log = append(emptyLog(), entries(1100, 1));
  const short = truncateFrom(log, 900);

  test('where a tree has a level too many after a truncation across 1,024 entries', () => {
    expect(entryAt({ ...short, root: [short.root] }, 40)).not.toEqual(entryAt(short, 40));
  });

  test('where a whole leaf is another one', () => {
    const root = short.root?.map((leaf, place) => (place === 3 ? entries(32, 2) : leaf)) as Log['root'];
    expect(firstChange(short, { ...short, root })).toBe(96);
  });
});

test('what an entry holds is shown with the name of its kind, but for a command', () => {
  expect(contentOf({ term: 1, command: 'a' })).toBe('"a"');
  expect(contentOf({ term: 1, noOp: true } as unknown as Entry)).toBe('noOp=true');
});

test('the first change of two logs is where a look at each entry finds it, whatever they share', () => {
  const all = entries(1100, 1);
  const lengths = [0, 1, 31, 32, 33, 63, 64, 1000, 1023, 1024, 1025, 1056, 1100];
  const long = append(emptyLog(), all);
  const grown = lengths.map((length) => append(emptyLog(), all.slice(0, length)));
  const cut = lengths.map((length) => truncateFrom(long, length + 1));
  const longer = [...grown, ...cut].map((log) => append(log, [{ term: 2, command: 'other' }]));
  const compacted = [...grown, ...longer].map((log) => compactTo(log, 40, 1));
  const logs = [long, ...grown, ...cut, ...longer, ...compacted];
  const naive = (a: Log, b: Log): number => {
    let index = Math.max(a.snapshotIndex, b.snapshotIndex) + 1;
    const last = Math.min(a.lastIndex, b.lastIndex);
    const isOne = (one?: Entry, other?: Entry): boolean => sameEntry(one, other);
    while (index <= last && isOne(entryAt(a, index), entryAt(b, index))) index++;
    return index;
  };
  for (const a of logs.filter((_, place) => place % 3 === 0))
    for (const b of logs) expect(firstChange(a, b)).toBe(naive(a, b));
});

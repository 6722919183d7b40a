import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beforeWrites, coveredOn, entryOn, lastOn, termOn, write } from '../../../model/oracle/disk.ts';
import { entriesBetween, entryAt, termAt } from '../../../model/oracle/log.ts';
import { append, compactTo, emptyLog } from '../../../src/core/log.ts';
import { applyPersist, emptyDurable } from '../../../src/core/server.ts';
import type { Durable, Entry, Persist } from '../../../src/core/types.ts';

const entries = (count: number, term: number): readonly Entry[] =>
  Array.from({ length: count }, (_, place) => ({ term, command: `${term}.${place}` }));

const writes = fc.array(
  fc.record({
    kind: fc.constantFrom('vote', 'append', 'truncate', 'replace', 'snapshot'),
    at: fc.nat(50),
    count: fc.integer({ min: 1, max: 40 }),
  }),
  { maxLength: 6 },
);

test('ST-8: a disk holds after any writes what the storage of the core holds', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(20), writes, (length, covered, all) => {
      let log = append(emptyLog(), entries(length, 1));
      if (covered > 0 && covered <= length) log = compactTo(log, covered, 1);
      let disk: Durable = { ...emptyDurable({ id: 'S1', servers: ['S1'] }), log };
      if (log.snapshotIndex > 0)
        disk = { ...disk, snapshot: { lastIncludedIndex: covered, lastIncludedTerm: 1, data: '', checksum: 0 } };
      let written = beforeWrites(disk);
      for (const [place, { kind, at, count }] of all.entries()) {
        const end = disk.log.lastIndex + 1;
        const index = Math.min(Math.max(at, disk.log.snapshotIndex + 1), end);
        const added = { firstIndex: kind === 'replace' ? index : end, entries: entries(count, place + 2) };
        const effects: Readonly<Record<typeof kind, Persist>> = {
          vote: { type: 'persist', currentTerm: place + 2, votedFor: place % 2 === 0 ? 'S1' : null },
          append: { type: 'persist', append: added },
          truncate: { type: 'persist', truncateFrom: index },
          replace: { type: 'persist', truncateFrom: index, append: added },
          snapshot: {
            type: 'persist',
            snapshot: { lastIncludedIndex: disk.log.snapshotIndex + count, lastIncludedTerm: 1, data: '', checksum: 0 },
          },
        };
        disk = applyPersist(disk, effects[kind]);
        written = write(written, effects[kind]);
        const { snapshotIndex, lastIndex } = disk.log;
        expect([coveredOn(written), lastOn(written)]).toEqual([snapshotIndex, lastIndex]);
        expect([written.currentTerm, written.votedFor]).toEqual([disk.currentTerm, disk.votedFor]);
        expect(written.snapshot).toEqual(disk.snapshot);
        const held = Array.from({ length: lastIndex - snapshotIndex }, (_, at) =>
          entryOn(written, snapshotIndex + 1 + at),
        );
        expect(held).toEqual(entriesBetween(disk.log, 0, lastIndex));
        expect(termOn(written, snapshotIndex)).toBe(termAt(disk.log, snapshotIndex));
        expect(entryOn(written, lastIndex + 1)).toBe(entryAt(disk.log, lastIndex + 1));
      }
    }),
  );
});

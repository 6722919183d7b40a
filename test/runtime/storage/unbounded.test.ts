/** A log without end: with snapshots, what is on the disk does not grow with what was ever written. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/core/checksum.ts';
import { fileStorage } from '../../../src/runtime/storage/fileStorage.ts';
import { isNightly } from '../../support/nightly.ts';
import { empty, owner } from './support/writes.ts';

const directory = mkdtempSync(join(tmpdir(), 'figure2-unbounded-'));
afterAll(() => rmSync(directory, { recursive: true }));

const bytesOnDisk = (): number =>
  readdirSync(directory).reduce(
    (sum, name) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

describe('a log without end', () => {
  it('stays as large as what lies between two snapshots, and so does the memory of the storage', async () => {
    const total = isNightly ? 10_000_000 : 100_000;
    const [each, snapshotEach, segmentBytes] = isNightly ? [1000, 100_000, 2 ** 24] : [100, 10_000, 2 ** 20];
    const entries = Array.from({ length: each }, (_, k) => ({ term: 1, command: `${'x'.repeat(90)}${k}` }));
    const storage = fileStorage({ directory, segmentBytes });
    await storage.open(owner, empty);
    await storage.write([{ type: 'persist', currentTerm: 1, votedFor: 'S1' }]);
    let most = 0;
    const start = process.memoryUsage().rss;
    for (let last = 0; last < total; last += each) {
      await storage.write([{ type: 'persist', append: { firstIndex: last + 1, entries } }]);
      if ((last + each) % snapshotEach > 0) continue;
      const data = `state after ${last + each}`;
      const snapshot = { lastIncludedIndex: last + each, lastIncludedTerm: 1, data, checksum: crc32c(data) };
      await storage.prepare(snapshot);
      await storage.write([{ type: 'persist', snapshot }]);
      most = Math.max(most, bytesOnDisk());
    }
    await storage.close();
    // What lies between three snapshots, since what the first makes needless is removed by the third, its beginning and end, the segment that is written to, and three that are spare.
    if (isNightly) console.log({ most, rssStart: start, rssEnd: process.memoryUsage().rss });
    expect(most).toBeLessThan(2 * snapshotEach * 110 + 7 * segmentBytes);
    const { log } = await storage.open(owner, empty);
    expect([log.snapshotIndex, log.lastIndex]).toEqual([total, total]);
    await storage.close();
  });
});

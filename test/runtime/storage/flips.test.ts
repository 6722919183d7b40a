/** The storage in a directory, when a byte of it changes: it is refused, or a restart sees the same. */
import { describe, expect, it } from 'vitest';
import { fileStorage } from '../../../src/runtime/storage/fileStorage.ts';
import { isNightly } from '../../support/nightly.ts';
import { diskAfter, eachBit, flipEverywhere, flipSegments, invert, look } from './support/flips.ts';
import { batchesOf } from './support/writes.ts';

const seed = 11;

describe('a byte that changes', () => {
  it('anywhere in the log and the snapshot is detected, or changes nothing', async () => {
    const batches = batchesOf({ seed, records: 50, longest: 200, snapshotAfter: 15 });
    const disk = await diskAfter(fileStorage, batches, 4096);
    expect(disk.names.filter((name) => name.startsWith('snapshot-'))).toHaveLength(1);
    const totals = await flipEverywhere(disk, look, isNightly ? [...invert, ...eachBit] : invert);
    if (isNightly) console.log(totals);
    expect(totals.detected).toBeGreaterThan(totals.tried * 0.99);
  });

  it('in the segments of many records is detected, or changes nothing', async () => {
    const batches = batchesOf({
      seed,
      records: isNightly ? 2000 : 250,
      longest: 1000,
      snapshotAfter: Number.POSITIVE_INFINITY,
    });
    const disk = await diskAfter(fileStorage, batches, 4096);
    expect(disk.names.length).toBeGreaterThan(8);
    const totals = await flipSegments(disk, isNightly ? [...invert, ...eachBit] : invert);
    if (isNightly) console.log(totals);
    expect(totals.detected).toBeGreaterThan(totals.tried * 0.99);
  });
});

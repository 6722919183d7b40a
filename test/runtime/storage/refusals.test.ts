/** What a storage in a directory refuses, in one line that says what, where and how to mend it; and what it takes although it is large. */
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/core/checksum.ts';
import { entriesBetween } from '../../../src/core/log.ts';
import { emptyDurable } from '../../../src/core/server.ts';
import { fileStorage } from '../../../src/runtime/storage/fileStorage.ts';
import { StorageFault } from '../../../src/runtime/storage/storage.ts';
import { diskAfter } from './support/flips.ts';
import { MemoryDisk } from './support/memoryDisk.ts';
import { storageOn } from './support/power.ts';
import { type Batch, batchesOf, empty, owner, statesAfter, stateText } from './support/writes.ts';

const make = fileStorage;
const batches = batchesOf({ seed: 3, records: 200, longest: 500, snapshotAfter: Number.POSITIVE_INFINITY });
const segment = (number: number): string => `segment-${String(number).padStart(16, '0')}`;

/** A segment of version 1, which a storage of S1 of `bank` has written: term 1, a vote, and an entry. */
const versionOne = Buffer.concat([
  Buffer.from(
    '663277616c6f67011300000010af3a3b010862616e6b0453318020010100000000000000ef737a3e13000000b5d46cf00201010104533102080101010' +
      '00a68656c6c6f0080bc6efa',
    'hex',
  ),
  Buffer.alloc(4096 - 72),
]);

const contentsOf = (disk: MemoryDisk): readonly (readonly [string, Buffer])[] =>
  disk.names.map((name) => [name, Buffer.from(disk.content(name))] as const);

/** Why a disk is refused. */
const refusal = async (disk: MemoryDisk, of = owner): Promise<string> => {
  const error: unknown = await storageOn({ make, segmentBytes: 4096 }, disk)
    .open(of, empty)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StorageFault);
  const { message } = error as StorageFault;
  expect(message).not.toContain('\n');
  return message;
};

describe('a directory is refused', () => {
  it('with a segment missing at the beginning, in the middle, and at the end', async () => {
    const whole = await diskAfter(make, batches, 4096);
    const last = whole.names.filter((name) => name.startsWith('segment-')).length;
    for (const [missing, words] of [
      [1, `${segment(1)} is corrupt: it is missing, but the log needs entries from 1 on`],
      [3, `${segment(3)} is corrupt: it is missing, but the log needs entries from 1 on`],
      [last, `${segment(last)} is corrupt: the log goes on in it, says segment ${last - 1}, but it is missing`],
    ] as const) {
      const disk = whole.withoutLoss;
      disk.replace(segment(missing), undefined);
      expect(await refusal(disk)).toContain(words);
    }
  });

  it('when it is of another server or another cluster', async () => {
    const disk = await diskAfter(make, batches, 4096);
    expect(await refusal(disk.withoutLoss, { ...owner, id: 'S2' })).toMatch(
      /is of server S1 of cluster test, not of S2 of test; give each server a directory of its own/,
    );
    expect(await refusal(disk.withoutLoss, { ...owner, cluster: 'other' })).toContain('not of S1 of other');
  });

  it('when it was written for other members, whatever their order, and left as it is', async () => {
    const disk = await diskAfter(make, batches, 4096);
    const openWith = (servers: readonly string[]) =>
      storageOn({ make, segmentBytes: 4096 }, disk).open(owner, emptyDurable({ id: 'S1', servers }));
    const before = contentsOf(disk);
    for (const [servers, told] of [
      [['S1', 'S2', 'S3', 'S4'], 'S1 S2 S3 S4'],
      [['S2', 'S1'], 'S1 S2'],
      [['S1'], 'S1'],
      [['S1', 'S2', 'S4'], 'S1 S2 S4'],
    ] as const)
      await expect(openWith(servers)).rejects.toThrow(
        `/d/${segment(1)} was written for the servers S1 S2 S3, and is opened for ${told}; open it with the servers that it was written for: members can't be changed by a restart`,
      );
    expect(contentsOf(disk)).toEqual(before);
    expect((await openWith(['S3', 'S1', 'S2'])).peers).toEqual(['S2', 'S3']);
  });

  it('when it was written for other members since version 1, which did not say for whom', async () => {
    const disk = new MemoryDisk();
    disk.replace(segment(1), versionOne);
    const openWith = (servers: readonly string[]) =>
      storageOn({ make, segmentBytes: 4096 }, disk).open(
        { cluster: 'bank', id: 'S1' },
        emptyDurable({ id: 'S1', servers }),
      );
    const { currentTerm, votedFor, log } = await openWith(['S1', 'S2', 'S3']);
    expect([currentTerm, votedFor, entriesBetween(log, 1, 9)]).toEqual([1, 'S1', [{ term: 1, command: 'hello' }]]);
    await openWith(['S1', 'S2']); // nobody knows better
    const storage = storageOn({ make, segmentBytes: 4096 }, disk);
    await storage.open({ cluster: 'bank', id: 'S1' }, empty);
    const entries = [{ term: 1, command: 'x'.repeat(5000) }];
    await storage.write([{ type: 'persist', append: { firstIndex: 2, entries } }]); // which begins a segment of version 2
    await expect(openWith(['S1', 'S2'])).rejects.toThrow(`${segment(2)} was written for the servers S1 S2 S3`);
    expect((await openWith(['S1', 'S2', 'S3'])).log.lastIndex).toBe(2);
  });

  it('when a segment is of another server, of another place, or cut short', async () => {
    const [disk, other] = [await diskAfter(make, batches, 4096), new MemoryDisk()];
    await storageOn({ make, segmentBytes: 4096 }, other).open({ ...owner, id: 'S2' }, empty);
    const [foreign, moved, short] = [disk.withoutLoss, disk.withoutLoss, disk.withoutLoss];
    foreign.replace(segment(1), other.content(segment(1)));
    expect(await refusal(foreign)).toContain('is of server S2');
    moved.replace(segment(2), disk.content(segment(3)));
    expect(await refusal(moved)).toContain('its head is not that of segment 2');
    short.replace(segment(2), disk.content(segment(2)).subarray(0, 2048));
    expect(await refusal(short)).toContain('it has 2048 bytes, and was made with 4096');
  });

  it('when it is of a newer version', async () => {
    const disk = await diskAfter(make, batches, 4096);
    const newer = Buffer.from(disk.content(segment(1)));
    newer[7] = 3;
    disk.replace(segment(1), newer);
    expect(await refusal(disk)).toMatch(/of version 3 of the format, and this figure2 knows up to 2; use the figure2/);
  });

  it('when there are snapshots, but no log', async () => {
    const disk = new MemoryDisk();
    disk.replace('snapshot-0000000000000001', Buffer.from('x'));
    expect(await refusal(disk)).toContain('there is a snapshot, but no segment of a log');
  });

  it('when an option is out of its range', () => {
    expect(() => fileStorage({ directory: '' })).toThrow('directory is the path of a directory');
    expect(() => fileStorage({ directory: 'd', segmentBytes: 5000 })).toThrow('a multiple of 4096');
    expect(() => fileStorage({ directory: 'd', segmentBytes: 0 })).toThrow('from 4096 to 1073741824, not 0');
    expect(() => fileStorage({ directory: 'd', sync: { intervalMs: 0 } })).toThrow('sync.intervalMs is a whole number');
    expect(() => fileStorage({ directory: 'd', sync: 'often' as 'never' })).toThrow('not "often"');
    expect(() => fileStorage({ directory: 'd', spareSegments: 65 })).toThrow('from 0 to 64');
  });
});

describe('a write', () => {
  it('may be larger than a segment', async () => {
    const large: Batch = [
      {
        type: 'persist',
        append: { firstIndex: 1, entries: [1, 2, 3].map((k) => ({ term: 1, command: String(k).repeat(1_000_000) })) },
      },
    ];
    const small: Batch = [{ type: 'persist', append: { firstIndex: 4, entries: [{ term: 1, command: 'x' }] } }];
    const disk = await diskAfter(make, [large, small], 4096);
    const seen = await storageOn({ make, segmentBytes: 4096 }, disk).open(owner, empty);
    expect(stateText(seen)).toBe(statesAfter([large, small]).at(-1));
  });

  it('that does not join the log is a mistake of the caller, and changes nothing', async () => {
    const disk = new MemoryDisk();
    const storage = storageOn({ make, segmentBytes: 4096 }, disk);
    await storage.open(owner, empty);
    const gap: Batch = [{ type: 'persist', append: { firstIndex: 5, entries: [{ term: 1, command: 'x' }] } }];
    await expect(storage.write(gap)).rejects.toThrow('entries from 5 on do not join a log that ends at 0');
    expect(stateText(await storageOn({ make, segmentBytes: 4096 }, disk.withoutLoss).open(owner, empty))).toBe(
      stateText(empty),
    );
  });

  it('of nothing is nothing', async () => {
    const disk = new MemoryDisk();
    const storage = storageOn({ make, segmentBytes: 4096 }, disk);
    await storage.open(owner, empty);
    await storage.close();
    await expect(storage.write([])).resolves.toBeUndefined();
    await expect(storage.write([{ type: 'persist', currentTerm: 1, votedFor: null }])).rejects.toThrow('is not open');
  });
});

describe('a snapshot that is being prepared', () => {
  it('holds up neither a write nor that of a later snapshot, and is waited for at the end', async () => {
    const disk = new MemoryDisk();
    const storage = storageOn({ make, segmentBytes: 4096 }, disk);
    await storage.open(owner, empty);
    const snapshotOf = (lastIncludedIndex: number, data: string) => ({
      lastIncludedIndex,
      lastIncludedTerm: 1,
      data,
      checksum: crc32c(data),
    });
    let isPrepared = false;
    const early = storage.prepare(snapshotOf(1, 'x'.repeat(2_000_000))).then(() => {
      isPrepared = true;
    });
    await storage.write([{ type: 'persist', currentTerm: 1, votedFor: 'S1' }]);
    await storage.write([{ type: 'persist', snapshot: snapshotOf(2, 'y') }]);
    expect(isPrepared).toBe(false);
    await storage.close();
    await early;
    const seen = await storageOn({ make, segmentBytes: 4096 }, disk.withoutLoss).open(owner, empty);
    expect(seen.snapshot?.data).toBe('y');
    expect(disk.names.filter((name) => name.startsWith('snapshot-'))).toHaveLength(1);
  });
});

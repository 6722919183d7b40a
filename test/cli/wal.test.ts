/** `figure2 wal`: what it says of a storage that is whole, torn, corrupt, or none. */
import { openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../../src/core/checksum.ts';
import { emptyDurable } from '../../src/core/server.ts';
import { fileStorage } from '../../src/runtime/storage/fileStorage.ts';
import { figure2Here, scratchFolder } from './figure2.ts';

const folder = scratchFolder();
const owner = { cluster: 'bank', id: 'S1' };
const empty = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
const first = 'segment-0000000000000001';
let made = 0;

/** The directory of a storage with a vote, two entries and a snapshot. */
const storageDirectory = async (): Promise<string> => {
  const directory = join(folder, `storage-${++made}`);
  const storage = fileStorage({ directory, segmentBytes: 4096, spareSegments: 0 });
  await storage.open(owner, empty);
  await storage.write([
    { type: 'persist', currentTerm: 2, votedFor: 'S1' },
    { type: 'persist', append: { firstIndex: 1, entries: ['a', 'b'].map((command) => ({ term: 2, command })) } },
  ]);
  const snapshot = { lastIncludedIndex: 1, lastIncludedTerm: 2, data: 'a', checksum: crc32c('a') };
  await storage.write([{ type: 'persist', snapshot }]);
  await storage.close();
  return directory;
};

/** Writes bytes over a file. */
const overwrite = (path: string, position: number, bytes: Buffer): void => {
  writeSync(openSync(path, 'r+'), bytes, 0, bytes.length, position);
};

describe('figure2 wal', () => {
  test('prints each record, and what a restart would see', async () => {
    const directory = await storageDirectory();
    const { status, stdout } = await figure2Here(folder, 'wal', directory);
    expect(stdout).toBe(
      [
        `${first}: server S1 of cluster bank of S1 S2 S3, from frame 1 on`,
        '  1 at 56: persist term=2 vote=S1',
        '  1 at 56: persist entries 1..2',
        '  2 at 88: persist snapshot 1@2',
        'A restart sees: term=2 vote=S1, entries 2..2, snapshot 1@2; 1 segment, whole.',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
  });

  test('reads a segment, or a snapshot, by itself', async () => {
    const directory = await storageDirectory();
    expect((await figure2Here(folder, 'wal', join(directory, first))).stdout).toContain('The log ends here.');
    const { stdout } = await figure2Here(folder, 'wal', join(directory, 'snapshot-0000000000000001'));
    expect(stdout).toBe('A whole snapshot of server S1 of cluster bank: 1@2, 1 UTF-16 code units.\n');
  });

  test('says that a last write was never whole, and cuts it off when asked to', async () => {
    const directory = await storageDirectory();
    overwrite(join(directory, first), 1024, Buffer.alloc(8)); // which changes nothing
    const at = readFileSync(join(directory, first)).findLastIndex((byte) => byte > 0) + 1;
    overwrite(join(directory, first), at, Buffer.from([40]));
    const torn = readFileSync(join(directory, first));
    expect((await figure2Here(folder, 'wal', directory)).stdout).toContain('a write that was never whole');
    expect(readFileSync(join(directory, first))).toEqual(torn);
    const repaired = await figure2Here(folder, 'wal', directory, '--repair');
    expect(repaired).toMatchObject({ status: 0 });
    expect(repaired.stdout).toContain('it has been cut off');
    expect(readFileSync(join(directory, first))[at]).toBe(0);
    expect((await figure2Here(folder, 'wal', directory, '--repair')).stdout).toContain('There is nothing to repair.');
  });

  test('says where a log is corrupt, and repairs no such thing', async () => {
    const directory = await storageDirectory();
    overwrite(join(directory, first), 60, Buffer.from([0xaa]));
    const corrupt = readFileSync(join(directory, first));
    for (const flags of [[], ['--repair']]) {
      const { status, stdout } = await figure2Here(folder, 'wal', directory, ...flags);
      expect(stdout).toMatch(/segment-0{15}1 at byte 56 is corrupt: .*; it was acknowledged and is lost here: .*\n$/);
      expect(status).toBe(1);
    }
    expect(readFileSync(join(directory, first))).toEqual(corrupt);
    const { status, stdout } = await figure2Here(folder, 'wal', directory, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, records: [] });
    expect(status).toBe(1);
  });

  test('misses a snapshot that the log names', async () => {
    const directory = await storageDirectory();
    rmSync(join(directory, 'snapshot-0000000000000001'));
    const { status, stdout } = await figure2Here(folder, 'wal', directory);
    expect(stdout).toContain('snapshot-0000000000000001 is corrupt: it is missing, but the log names it');
    expect(status).toBe(1);
  });

  test('prints one document with --json', async () => {
    const directory = await storageDirectory();
    const { stdout } = await figure2Here(folder, 'wal', directory, '--json');
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      path: directory,
      records: [
        { segment: 1, frame: 1, offset: 56, record: 'persist term=2 vote=S1' },
        { segment: 1, frame: 1, offset: 56, record: 'persist entries 1..2' },
        { segment: 1, frame: 2, offset: 88, record: 'persist snapshot 1@2' },
      ],
      torn: false,
      cluster: 'bank',
      server: 'S1',
      members: ['S1', 'S2', 'S3'],
      segments: [1],
      restart: {
        currentTerm: 2,
        votedFor: 'S1',
        snapshotIndex: 1,
        snapshotTerm: 2,
        lastIndex: 2,
        snapshot: { file: 1, lastIncludedIndex: 1, lastIncludedTerm: 2, checksum: crc32c('a'), length: 1 },
      },
    });
  });

  test('changes nothing that is in use', async () => {
    const directory = join(folder, 'in-use');
    const storage = fileStorage({ directory, segmentBytes: 4096, spareSegments: 0 });
    await storage.open(owner, empty);
    expect((await figure2Here(folder, 'wal', directory)).stdout).toContain(`Process ${process.pid} has it open`);
    const { status, stderr } = await figure2Here(folder, 'wal', directory, '--repair');
    expect(stderr).toContain(`is in use by process ${process.pid}`);
    expect(status).toBe(2);
    await storage.close();
  });

  test.each([
    ['what is not there', 'nowhere', 'no such file or directory'],
    ['a directory without a log', '.', 'holds no log'],
    ['another file', 'other.txt', 'is no file of a storage'],
  ])('refuses %s in one line', async (_, path, words) => {
    writeFileSync(join(folder, 'other.txt'), 'x');
    const { status, stderr } = await figure2Here(folder, 'wal', join(folder, path));
    expect(stderr).toMatch(new RegExp(`^figure2: .*${words}.*\\n$`));
    expect(status).toBe(2);
    expect(readdirSync(folder)).toContain('other.txt');
  });
});

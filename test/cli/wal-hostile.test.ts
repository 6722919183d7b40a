/** `figure2 wal` of directories that somebody or something has spoilt: one line that says what is wrong, and nothing is written. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { crc32c } from '../../src/core/checksum.ts';
import { emptyDurable } from '../../src/core/server.ts';
import type { ServerId } from '../../src/core/types.ts';
import { fileStorage } from '../../src/runtime/storage/fileStorage.ts';
import { segmentHead } from '../../src/runtime/storage/segmentFile.ts';
import { figure2Here, scratchFolder } from './figure2.ts';

const folder = scratchFolder();
const segment = (number: number): string => `segment-${String(number).padStart(16, '0')}`;
const snapshot = 'snapshot-0000000000000001';
const lock = 'lock-0000000000000001';
let made = 0;

/** The directory of a storage with two segments and a snapshot. */
const storageOf = async (id: ServerId, servers: readonly ServerId[] = ['S1', 'S2', 'S3']): Promise<string> => {
  const directory = join(folder, `storage-${++made}`);
  const storage = fileStorage({ directory, segmentBytes: 4096, spareSegments: 0 });
  await storage.open({ cluster: 'bank', id }, emptyDurable({ id, servers }));
  const entriesFrom = (firstIndex: number) => ({
    firstIndex,
    entries: [1, 2].map((count) => ({ term: 2, command: String(count).repeat(1500) })),
  });
  const kept = { lastIncludedIndex: 1, lastIncludedTerm: 2, data: 'a', checksum: crc32c('a') };
  await storage.write([{ type: 'persist', currentTerm: 2, votedFor: id, append: entriesFrom(1) }]);
  await storage.write([{ type: 'persist', append: entriesFrom(3) }]);
  await storage.write([{ type: 'persist', snapshot: kept }]);
  await storage.close();
  return directory;
};

/** All that is in a directory, to the last byte of what is not longer than a segment here. */
const contentsOf = (directory: string): readonly unknown[] =>
  readdirSync(directory)
    .sort()
    .map((name) => {
      const path = join(directory, name);
      const stats = lstatSync(path);
      const isShort = stats.isFile() && stats.size < 2 ** 20 && (stats.mode & 0o400) > 0;
      return [name, stats.mode, stats.size, isShort && readFileSync(path).toString('hex')];
    });

const head = {
  owner: { cluster: 'bank', id: 'S1' },
  members: ['S1', 'S2', 'S3'],
  size: 4096,
  firstFrame: 1,
  isEachDurable: true,
  beginning: {
    currentTerm: 1,
    votedFor: null,
    snapshot: null,
    log: { snapshotIndex: 0, snapshotTerm: 0, lastIndex: 0 },
  },
};

/** A segment with a head that says so, and all checks of it right. */
const forged = (number: number, changes: object): Buffer => {
  const bytes = Buffer.alloc(4096);
  segmentHead(number, { ...head, ...changes }).bytes.copy(bytes);
  return bytes;
};

const fifo = (path: string): void => {
  rmSync(path, { force: true });
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
};

const linkTo = (target: string, path: string): void => {
  rmSync(path, { force: true });
  symlinkSync(target, path);
};

/** The beginning of a file, and nothing behind it, so long. */
const sparse = (path: string, beginning: Buffer, length: number): void => {
  writeFileSync(path, beginning);
  truncateSync(path, length);
};

type Spoil = (directory: string) => unknown;

/** What is lost can't be read: a verdict. */
const corrupt: readonly [string, Spoil, RegExp][] = [
  ['a segment that is cut short', (at) => truncateSync(join(at, segment(1)), 1000), /1 is corrupt: it has 1000 bytes/],
  [
    'a segment that is empty',
    (at) => truncateSync(join(at, segment(2)), 0),
    /2 at byte 0 is corrupt: it does not begin/,
  ],
  [
    'two segments that are swapped',
    (at) => {
      renameSync(join(at, segment(1)), join(at, 'x'));
      renameSync(join(at, segment(2)), join(at, segment(1)));
      renameSync(join(at, 'x'), join(at, segment(2)));
    },
    /1 at byte 0 is corrupt: its head is not that of segment 1/,
  ],
  [
    'the same segment twice',
    (at) => copyFileSync(join(at, segment(2)), join(at, segment(3))),
    /3 at byte 0 is corrupt: its head is not that of segment 3/,
  ],
  ['a text in place of a segment', (at) => writeFileSync(join(at, segment(1)), 'hello\n'), /1 at byte 0 is corrupt/],
  [
    'a snapshot that is cut short',
    (at) => truncateSync(join(at, snapshot), 40),
    /at byte \d+ is corrupt: the file ends/,
  ],
  [
    'a segment without an end',
    (at) => sparse(join(at, segment(2)), forged(2, {}), 2 ** 40),
    /bytes, more than a segment/,
  ],
  [
    'something else without an end in place of a segment',
    (at) => sparse(join(at, segment(2)), Buffer.from('ELF'), 2 ** 40),
    /2 at byte 0 is corrupt: it does not begin as a segment does/,
  ],
  [
    'a head with an endless log',
    (at) => {
      rmSync(join(at, segment(1)));
      const log = { snapshotIndex: 0, snapshotTerm: 0, lastIndex: 2 ** 47 };
      writeFileSync(join(at, segment(2)), forged(2, { beginning: { ...head.beginning, log } }));
    },
    /2 at byte 0 is corrupt: its head tells of entries from 1 to 140737488355328/,
  ],
  [
    'a head with a log that ends before it begins',
    (at) => {
      rmSync(join(at, segment(1)));
      const log = { snapshotIndex: 9, snapshotTerm: 1, lastIndex: 3 };
      writeFileSync(join(at, segment(2)), forged(2, { beginning: { ...head.beginning, log } }));
    },
    /2 at byte 0 is corrupt: its head tells of entries from 10 to 3/,
  ],
  [
    'a head with more members than there can be',
    (at) => writeFileSync(join(at, segment(1)), forged(1, { members: Array.from({ length: 40 }, (_, n) => `S${n}`) })),
    /1 at byte \d+ is corrupt: 40 members/,
  ],
  [
    'a snapshot with a head without an end',
    (at) => sparse(join(at, snapshot), Buffer.from('f2snaps\u0001\xff\xff\xff\xff', 'latin1'), 2 ** 34),
    /is corrupt: a part of \d+ bytes is longer than any that is written/,
  ],
];

/** What was never this server's, or can't be read at all. */
const refused: readonly [string, Spoil, RegExp][] = [
  [
    'files of two servers',
    async (at) => copyFileSync(join(await storageOf('S2'), segment(2)), join(at, segment(2))),
    /segment-0{15}2 is of server S2 of cluster bank, not of S1 of bank; give each server a directory of its own/,
  ],
  [
    'files of two clusters with the same names',
    async (at) => copyFileSync(join(await storageOf('S1', ['S1', 'S2']), segment(2)), join(at, segment(2))),
    /2 was written for the servers S1 S2, and is opened for S1 S2 S3/,
  ],
  [
    'the snapshot of another server',
    async (at) => copyFileSync(join(await storageOf('S2'), snapshot), join(at, snapshot)),
    /snapshot-0{15}1 is of server S2/,
  ],
  [
    'a segment of another version',
    (at) => {
      const bytes = readFileSync(join(at, segment(2)));
      bytes[7] = 9;
      writeFileSync(join(at, segment(2)), bytes);
    },
    /is of version 9 of the format, and this figure2 knows up to 2; use the figure2 that wrote it/,
  ],
  ['a folder in place of a segment', (at) => mkdirSync(join(at, segment(3))), /can't read .*: .*it is no file/],
  ['a pipe in place of a segment', (at) => fifo(join(at, segment(2))), /can't read .*2: it is no file/],
  ['a pipe in place of a snapshot', (at) => fifo(join(at, snapshot)), /can't read .*: it is no file/],
  ['a device in place of a segment', (at) => linkTo('/dev/zero', join(at, segment(1))), /can't read .*: it is no file/],
  ['a device in place of a snapshot', (at) => linkTo('/dev/zero', join(at, snapshot)), /can't read .*: it is no file/],
  ['a link that leads to itself', (at) => linkTo(segment(2), join(at, segment(2))), /can't read .*\(ELOOP\)/],
  ['a pipe in place of a lock', (at) => fifo(join(at, lock)), /lock-0{15}1 is no lock of a directory; remove it/],
  ['a device in place of a lock', (at) => linkTo('/dev/zero', join(at, lock)), /lock-0{15}1 is no lock/],
  ['a text in place of a lock', (at) => writeFileSync(join(at, lock), 'mine'), /lock-0{15}1 is no lock/],
  [
    'a folder in place of a lock',
    (at) => {
      rmSync(join(at, lock));
      mkdirSync(join(at, lock));
    },
    /lock-0{15}1 is no lock/,
  ],
];

const uses: readonly (readonly string[])[] = [[], ['--repair'], ['--json']];

test.each(corrupt)('says what of it is corrupt: %s', async (_, spoil, expected) => {
  const directory = await storageOf('S1');
  await spoil(directory);
  const before = contentsOf(directory);
  for (const flags of uses) {
    const { status, stdout, stderr } = await figure2Here(folder, 'wal', directory, ...flags);
    expect([status, stderr]).toEqual([1, '']);
    const said = flags.includes('--json')
      ? (JSON.parse(stdout) as { readonly because: string }).because
      : (stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(said).toMatch(expected);
  }
  expect(contentsOf(directory)).toEqual(before);
});

test.each(refused)('refuses, in one line: %s', async (_, spoil, expected) => {
  const directory = await storageOf('S1');
  await spoil(directory);
  const before = contentsOf(directory);
  for (const flags of uses) {
    const { status, stderr } = await figure2Here(folder, 'wal', directory, ...flags);
    expect(stderr).toMatch(/^figure2: [^\n]*\n$/);
    expect(stderr).toMatch(expected);
    expect(status).toBe(2);
  }
  expect(contentsOf(directory)).toEqual(before);
});

test.each([
  ['a device', () => '/dev/zero', /\/dev\/zero is no file of a storage/],
  [
    'a pipe',
    () => {
      const path = join(folder, 'pipe');
      fifo(path);
      return path;
    },
    /is no file of a storage/,
  ],
  [
    'a pipe that is called a segment',
    () => {
      const path = join(folder, segment(1));
      fifo(path);
      return path;
    },
    /can't read .*: it is no file/,
  ],
  [
    'a device that is called a snapshot',
    () => {
      const path = join(folder, snapshot);
      linkTo('/dev/zero', path);
      return path;
    },
    /can't read .*: it is no file/,
  ],
])('refuses by itself: %s', async (_, pathOf, expected) => {
  const { status, stdout, stderr } = await figure2Here(folder, 'wal', pathOf());
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^figure2: [^\n]*\n$/);
  expect(stderr).toMatch(expected);
});

/** Somebody whom files are kept from: the system keeps none from root. */
const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const figure2AsSomebody = (...args: readonly string[]) =>
  spawnSync(process.execPath, [resolve('dist/src/cli/main.js'), ...args], { ...somebody, cwd: '/', encoding: 'utf8' });
const canTry = figure2AsSomebody('--version').status === 0;

test.skipIf(!canTry)('refuses what it may not read, or not write', async () => {
  chmodSync(folder, 0o755);
  const [secret, fixed] = [await storageOf('S1'), await storageOf('S1')];
  chmodSync(join(secret, segment(2)), 0);
  for (const name of readdirSync(fixed)) chmodSync(join(fixed, name), 0o644);
  const before = [contentsOf(secret), contentsOf(fixed)];
  for (const flags of uses) {
    const { status, stderr } = figure2AsSomebody('wal', secret, ...flags);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^figure2: can't read .*\(EACCES\); let the user.*\n$/),
    ]);
  }
  chmodSync(fixed, 0o555);
  const { status, stderr } = figure2AsSomebody('wal', fixed, '--repair');
  chmodSync(fixed, 0o755);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^figure2: can't lock .*\(EACCES\); let the user.*\n$/)]);
  expect([contentsOf(secret), contentsOf(fixed)]).toEqual(before);
});

test('what is torn is repaired, and that is seen by the same comparison', async () => {
  const directory = await storageOf('S1');
  const path = join(directory, segment(2));
  const bytes = readFileSync(path);
  bytes[bytes.findLastIndex((byte) => byte > 0) + 1] = 40;
  writeFileSync(path, bytes);
  const before = contentsOf(directory);
  expect((await figure2Here(folder, 'wal', directory)).stdout).toContain('a write that was never whole');
  expect(contentsOf(directory)).toEqual(before);
  expect((await figure2Here(folder, 'wal', directory, '--repair')).stdout).toContain('it has been cut off');
  expect(contentsOf(directory)).not.toEqual(before);
});

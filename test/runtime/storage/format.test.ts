/** docs/reference/wal-format.md says what is in the files: its example is made here, and its numbers are those of the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileStorage } from '../../../src/runtime/storage/fileStorage.ts';
import { FRAME_HEAD } from '../../../src/runtime/storage/frame.ts';
import { SECTOR, STAMP } from '../../../src/runtime/storage/sector.ts';
import { MemoryDisk } from './support/memoryDisk.ts';
import { storageOn } from './support/power.ts';
import { empty } from './support/writes.ts';

const page = readFileSync('docs/reference/wal-format.md', 'utf8');

/** Bytes as `hexdump -C` prints them. */
const hexdump = (bytes: Buffer): string =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const line = bytes.subarray(row * 16, row * 16 + 16);
    const hex = [...line].map((byte) => byte.toString(16).padStart(2, '0'));
    const text = [...line].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    const columns = `${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`.padEnd(48);
    return `${(row * 16).toString(16).padStart(8, '0')}  ${columns}  |${text}|`;
  }).join('\n');

describe('the page on the format', () => {
  it('shows a segment as it is', async () => {
    const disk = new MemoryDisk();
    const storage = storageOn({ make: fileStorage, segmentBytes: 4096 }, disk);
    await storage.open({ cluster: 'bank', id: 'S1' }, empty);
    await storage.write([
      { type: 'persist', currentTerm: 1, votedFor: 'S1' },
      { type: 'persist', append: { firstIndex: 1, entries: [{ term: 1, command: 'hello' }] } },
    ]);
    const bytes = disk.content('segment-0000000000000001');
    const end = bytes.findLastIndex((byte) => byte > 0) + 1;
    const dump = hexdump(bytes.subarray(0, end));
    expect(page, dump).toContain(dump);
  });

  it('has the numbers of the code', () => {
    expect(page).toContain(`sectors of ${SECTOR} bytes`);
    expect(page).toContain(`a *stamp* of ${STAMP} bytes`);
    expect(page).toContain(`a head of ${FRAME_HEAD} bytes`);
  });
});

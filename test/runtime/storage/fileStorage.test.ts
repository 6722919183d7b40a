/** The storage in a directory, on the disk of this machine: what a restart sees, and what is refused. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileStorage, type SyncPolicy } from '../../../src/runtime/storage/fileStorage.ts';
import { batchesOf, diceFrom, empty, owner, statesAfter, stateText } from './support/writes.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'figure2-storage-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('a storage in a directory', () => {
  it.skipIf(process.platform === 'win32')('does not wait for a pipe under the name of a segment', async () => {
    expect(spawnSync('mkfifo', [join(directory, 'segment-0000000000000001')]).status).toBe(0);
    const opened = fileStorage({ directory }).open(owner, empty);
    await expect(opened).rejects.toThrow('it is no file');
  });

  it.each<[string, object | undefined, string]>([
    ['nothing', undefined, 'a storage has to be told { directory }'],
    ['a name that is none', { directory: 'd', synch: 'never' }, 'there is no option "synch"; there are directory, '],
    ['no way to sync', { directory: 'd', sync: null }, 'sync is "always", { intervalMs } or "never", not null'],
  ])('is refused when it is told %s', (_, options, words) => {
    expect(() => fileStorage(options as never)).toThrow(words);
  });

  it.each<[string, SyncPolicy]>([
    ['always', 'always'],
    ['at intervals', { intervalMs: 1 }],
    ['never', 'never'],
  ])('keeps every write, over restarts, synced %s', async (_, sync) => {
    const shape = { seed: 1, records: 300, longest: 3000, snapshotAfter: 40 };
    const batches = batchesOf(shape);
    const states = statesAfter(batches);
    const dice = diceFrom(2);
    const storage = fileStorage({ directory, segmentBytes: 8192, sync });
    expect(await storage.open(owner, empty)).toEqual(empty);
    for (const [k, batch] of batches.entries()) {
      if (dice(4) === 0) for (const { snapshot } of batch) if (snapshot) await storage.prepare(snapshot);
      await storage.write(batch);
      if (dice(10) > 0 && k + 1 < batches.length) continue;
      await storage.close();
      expect(stateText(await storage.open(owner, empty))).toBe(states[k + 1]);
    }
    await storage.close();
    const names = await readdir(directory);
    expect(names.filter((name) => name.startsWith('snapshot')).length).toBe(1);
    expect(names.length).toBeLessThan(20);
  });
});

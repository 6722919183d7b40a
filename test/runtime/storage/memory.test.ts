/** The storage in memory: what a restart sees. */
import { describe, expect, it } from 'vitest';
import { emptyDurable } from '../../../src/core/server.ts';
import { memoryStorage } from '../../../src/runtime/storage/memory.ts';
import { StorageFault } from '../../../src/runtime/storage/storage.ts';

const owner = { cluster: 'test', id: 'S1' };
const empty = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });

describe('a storage in memory', () => {
  it('keeps what was written, over a restart', async () => {
    const storage = memoryStorage();
    expect(await storage.open(owner, empty)).toEqual(empty);
    await storage.write([
      { type: 'persist', currentTerm: 1, votedFor: 'S1' },
      { type: 'persist', append: { firstIndex: 1, entries: [{ term: 1, command: 'a' }] } },
    ]);
    await storage.close();
    const again = emptyDurable({ id: 'S1', servers: ['S3', 'S2', 'S1'] });
    const { peers, currentTerm, votedFor, log } = await storage.open(owner, again);
    expect({ peers, currentTerm, votedFor, last: log.lastIndex }).toEqual({
      peers: ['S2', 'S3'],
      currentTerm: 1,
      votedFor: 'S1',
      last: 1,
    });
  });

  it('is refused to another, and to two at once', async () => {
    const storage = memoryStorage();
    await storage.open(owner, empty);
    await expect(storage.open(owner, empty)).rejects.toThrow('in use');
    await storage.close();
    await expect(storage.open({ ...owner, cluster: 'other' }, empty)).rejects.toThrow(StorageFault);
    await expect(storage.open({ ...owner, id: 'S2' }, empty)).rejects.toThrow('is of server S1 of cluster test');
    await expect(storage.write([])).rejects.toThrow('not open');
    await expect(storage.open(owner, emptyDurable({ id: 'S1', servers: ['S1', 'S2'] }))).rejects.toThrow(
      'the storage in memory was written for the servers S1 S2 S3, and is opened for S1 S2; open it with',
    );
  });
});

/** The program of a server: a ledger whose log and snapshots are in a folder. */
import { fileStorage } from '../runtime/index.ts';
import { disk } from '../runtime/storage/disk.ts';
import { lockDirectory } from '../runtime/storage/lock.ts';
import { fillable } from './fullDisk.ts';
import { becomeNode } from './nodeProgram.ts';

becomeNode(({ directory, segmentBytes }) => {
  const { files, fill } = fillable(disk);
  return { storage: fileStorage({ directory, segmentBytes }, { files, lock: lockDirectory }), fill };
});

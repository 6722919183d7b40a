/** The snapshots of a storage: those that are written ahead, and the one that the log names. */
import { join } from 'node:path';
import type { Snapshot } from '../../core/types.ts';
import { orFault } from './fault.ts';
import type { FileSystem } from './fileSystem.ts';
import { snapshotNames, unfinishedNames } from './names.ts';
import type { SnapshotMark } from './record.ts';
import { writeSnapshot } from './snapshotFile.ts';
import type { StorageOwner } from './storage.ts';

/** A snapshot that is on the disk, or on its way there. */
interface Written {
  readonly snapshot: Snapshot;
  readonly mark: Promise<SnapshotMark>;
}

export class Snapshots {
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #owner: StorageOwner;
  /** The number of the file that was begun last. */
  #last: number;
  /** Those that the log does not name yet. */
  #ahead: Written[] = [];
  #named: SnapshotMark | null;

  constructor(files: FileSystem, directory: string, owner: StorageOwner, named: SnapshotMark | null) {
    this.#files = files;
    this.#directory = directory;
    this.#owner = owner;
    this.#named = named;
    this.#last = named?.file ?? 0;
  }

  /** Which file a snapshot is in, durably: it is written, if it was not before. */
  write(snapshot: Snapshot): Promise<SnapshotMark> {
    const written = this.#ahead.find((other) => isSame(other.snapshot, snapshot));
    if (written) return written.mark;
    const mark = this.#write(snapshot, ++this.#last);
    this.#ahead.push({ snapshot, mark });
    return mark;
  }

  /** The log names a snapshot. @returns the paths of those that it will never name again, as soon as they are written. */
  async name(mark: SnapshotMark): Promise<readonly string[]> {
    const isOld = ({ snapshot }: Written) => snapshot.lastIncludedIndex <= mark.lastIncludedIndex;
    const old = this.#ahead.filter(isOld);
    this.#ahead = this.#ahead.filter((written) => !isOld(written));
    const marks = await Promise.all(old.map((written) => written.mark));
    const numbers = new Set([...marks, ...(this.#named ? [this.#named] : [])].map(({ file }) => file));
    this.#named = mark;
    numbers.delete(mark.file);
    return [...numbers].map((number) => join(this.#directory, snapshotNames.of(number)));
  }

  async #write(snapshot: Snapshot, number: number): Promise<SnapshotMark> {
    const files = this.#files;
    const path = join(this.#directory, unfinishedNames.of(number));
    return await orFault('write', path, async () => {
      const file = await files.open(path, 'create');
      let mark: SnapshotMark;
      try {
        mark = await writeSnapshot(file, path, this.#owner, number, snapshot);
        await file.sync();
      } finally {
        await file.close();
      }
      await files.rename(path, join(this.#directory, snapshotNames.of(number)));
      await files.syncDirectory(this.#directory);
      return mark;
    });
  }
}

const isSame = (a: Snapshot, b: Snapshot): boolean =>
  a.lastIncludedIndex === b.lastIncludedIndex &&
  a.lastIncludedTerm === b.lastIncludedTerm &&
  a.checksum === b.checksum &&
  a.data === b.data;

/** A storage in a directory: a write-ahead log in segments, and snapshots beside it. docs/reference/wal-format.md says what is in its files. */

import { join } from 'node:path';
import { lastIndex } from '../../core/log.ts';
import type { Durable, Persist, Snapshot } from '../../core/types.ts';
import { isRecord, strangeName } from '../userValues.ts';
import { disk } from './disk.ts';
import { faultOf, orFault } from './fault.ts';
import type { FileSystem } from './fileSystem.ts';
import { type DirectoryLock, lockDirectory } from './lock.ts';
import { LogWriter } from './logWriter.ts';
import { membersOf } from './members.ts';
import { spareNames } from './names.ts';
import { emptyRange } from './range.ts';
import type { LoggedWrite, LogRange, SnapshotMark } from './record.ts';
import { type Recovered, recover } from './recovery.ts';
import { Snapshots } from './snapshots.ts';
import { Spares } from './spares.ts';
import { type Storage, StorageFault, type StorageOwner } from './storage.ts';

/** When what is written is made durable. */
export type SyncPolicy =
  /** Before each write is acknowledged: nothing acknowledged is ever lost. */
  | 'always'
  /** Each so many milliseconds, 1 to 60,000: a loss of power may take what was acknowledged since. The end of the process takes nothing. */
  | {
      /** Milliseconds. */
      readonly intervalMs: number;
    }
  /** When the system likes: a loss of power may take any of what was acknowledged since the last snapshot. The end of the process takes nothing. */
  | 'never';

/** How a storage in a directory is made. */
export interface FileStorageOptions {
  /** Where its files are, and nobody else's. It is made when it is not there. */
  readonly directory: string;
  /** When writes are made durable; default `always`. With anything else a server may forget its vote, and a cluster may elect two leaders of one term. */
  readonly sync?: SyncPolicy;
  /** Length of a segment of the log, in bytes: a multiple of 4096 up to 1 GiB; default 16 MiB. */
  readonly segmentBytes?: number;
  /** How many segments that are no longer needed are kept to be used again, 0 to 64; default 2. */
  readonly spareSegments?: number;
}

/** What a storage stands on, for tests. */
export interface FileStorageParts {
  /** Where the files are. */
  readonly files: FileSystem;
  /** How a directory is kept from others. */
  readonly lock: (directory: string) => Promise<DirectoryLock>;
}

/**
 * A storage that keeps what was written in a directory.
 *
 * @throws StorageFault when an option is out of its range. A directory that can't be used is told by `open`.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { emptyDurable } from 'figure2';
 * import { fileStorage } from 'figure2/runtime';
 *
 * const directory = await mkdtemp('bank-');
 * const storage = fileStorage({ directory });
 * const owner = { cluster: 'bank', id: 'S1' };
 * const empty = emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
 * await storage.open(owner, empty);
 * await storage.write([{ type: 'persist', currentTerm: 1, votedFor: 'S1' }]);
 * await storage.close();
 * console.log((await storage.open(owner, empty)).votedFor); // S1
 * await storage.close();
 * await rm(directory, { recursive: true });
 * ```
 */
export const fileStorage = (
  options: FileStorageOptions,
  parts: FileStorageParts = { files: disk, lock: lockDirectory },
): Storage => {
  const storage = new FileStorage(withDefaults(options), parts);
  return {
    open: (owner, empty) => storage.open(owner, empty),
    write: (writes) => storage.write(writes),
    prepare: (snapshot) => storage.prepare(snapshot),
    close: () => storage.close(),
  };
};

/** What is open. */
interface Open {
  readonly lock: DirectoryLock;
  readonly log: LogWriter;
  readonly spares: Spares;
  readonly snapshots: Snapshots;
}

class FileStorage {
  readonly #options: Required<FileStorageOptions>;
  readonly #parts: FileStorageParts;
  #open: Open | undefined;
  /** Why it is of no more use. */
  #fault: StorageFault | undefined;
  /** Settled when all writes are, however they went. */
  #writes: Promise<unknown> = Promise.resolve();
  /** Settled when all snapshots that were to be prepared are, however that went. */
  #prepared: Promise<unknown> = Promise.resolve();
  /** Settled when all that nobody waits for is done. */
  #background: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** Was something written since the last sync? */
  #isDirty = false;

  constructor(options: Required<FileStorageOptions>, parts: FileStorageParts) {
    this.#options = options;
    this.#parts = parts;
  }

  async open(owner: StorageOwner, empty: Durable): Promise<Durable> {
    const { directory } = this.#options;
    if (this.#open) throw new StorageFault(`${directory} is open already; close it first`);
    await orFault('make', directory, () => this.#parts.files.makeDirectory(directory));
    const lock = await this.#parts.lock(directory);
    try {
      const recovered = await recover(this.#parts.files, directory, { ...owner, members: membersOf(empty) });
      this.#fault = undefined;
      this.#open = await this.#goOn(lock, owner, recovered, empty);
      this.#later(() => this.#removeOld([]));
      this.#startTimer();
      const { currentTerm, votedFor, log, snapshot } = recovered?.state ?? empty;
      return { ...empty, currentTerm, votedFor, log, snapshot };
    } catch (error) {
      await lock.release();
      throw faultOf(error, 'open', directory);
    }
  }

  write(writes: readonly Persist[]): Promise<void> {
    if (writes.length === 0) return this.#guard(() => Promise.resolve());
    const written = this.#writes.then(() => this.#guard(() => this.#write(writes)));
    this.#writes = written.catch(() => undefined);
    return written;
  }

  prepare(snapshot: Snapshot): Promise<void> {
    const prepared = this.#guard(async () => {
      await this.#writeSnapshot(snapshot);
    });
    this.#prepared = Promise.allSettled([this.#prepared, prepared]);
    return prepared;
  }

  async close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    clearInterval(this.#timer);
    await this.#writes;
    await this.#prepared;
    await this.#background;
    this.#open = undefined;
    try {
      if (this.#isDirty && !this.#fault) await open.log.sync();
    } finally {
      await open.log.close().catch(() => undefined); // what was written is written
      await open.lock.release();
    }
  }

  /** Makes the directory what a restart sees, and the log ready to go on. */
  async #goOn(
    lock: DirectoryLock,
    owner: StorageOwner,
    recovered: Recovered | undefined,
    empty: Durable,
  ): Promise<Open> {
    const { directory, segmentBytes, spareSegments, sync } = this.#options;
    const { files } = this.#parts;
    await removeAll(files, directory, recovered?.begun ?? spareOnly(await files.list(directory)));
    const spares = new Spares({ files, directory, size: segmentBytes, max: spareSegments });
    const { currentTerm, votedFor, log: range } = recovered?.state ?? empty;
    if (!recovered && lastIndex(range) > 0) throw new Error('a server that has never run has no log');
    const log = new LogWriter(
      { files, directory, owner, members: membersOf(empty), segmentBytes, isEachDurable: sync === 'always', spares },
      {
        currentTerm,
        votedFor,
        snapshot: recovered?.mark ?? null,
        log: recovered ? rangeOf(range) : emptyRange,
      },
      recovered?.segments,
    );
    if (recovered) await log.resume(recovered.end);
    else await log.begin();
    await removeAll(files, directory, recovered?.leftovers ?? []); // among them what stood for the same until now
    return { lock, log, spares, snapshots: new Snapshots(files, directory, owner, recovered?.mark ?? null) };
  }

  async #write(writes: readonly Persist[]): Promise<void> {
    const { log, snapshots } = this.#opened();
    const { sync } = this.#options;
    const logged: LoggedWrite[] = [];
    let mark: SnapshotMark | undefined;
    for (const { type: _, snapshot, ...write } of writes) {
      if (snapshot) mark = await this.#writeSnapshot(snapshot);
      logged.push(snapshot && mark ? { ...write, snapshot: mark } : write);
    }
    this.#isDirty = sync !== 'always';
    await log.append(logged);
    if (!mark) return;
    if (this.#isDirty) await log.sync(); // before what stands for the same in older files is removed
    const old = snapshots.name(mark);
    old.catch(() => undefined); // which is told below
    this.#later(async () => this.#removeOld(await old));
  }

  /** Not before what the last snapshot made needless is gone: the disk fills up otherwise, when removing is slower than writing. */
  async #writeSnapshot(snapshot: Snapshot): Promise<SnapshotMark> {
    await this.#background;
    return await this.#opened().snapshots.write(snapshot);
  }

  async #removeOld(snapshots: readonly string[]): Promise<void> {
    const { log, spares } = this.#opened();
    for (const path of snapshots) await this.#parts.files.remove(path);
    const segments = log.release();
    if (segments.length > 0) await spares.recycle(segments);
    await spares.makeAhead();
  }

  /** Does something that nobody waits for, after all that came before. When it fails, the next write says so. */
  #later(run: () => Promise<void>): void {
    this.#background = this.#background.then(() => this.#guard(run)).catch(() => undefined);
  }

  #startTimer(): void {
    const { sync } = this.#options;
    if (typeof sync === 'string') return;
    this.#timer = setInterval(() => {
      if (!this.#isDirty) return;
      this.#isDirty = false;
      this.#writes = this.#writes
        .then(() => this.#guard(() => this.#opened().log.sync())) // not beside a write, which may begin another segment
        .catch(() => undefined);
    }, sync.intervalMs).unref();
  }

  async #guard<T>(run: () => Promise<T>): Promise<T> {
    if (this.#fault) throw this.#fault;
    try {
      return await run();
    } catch (error) {
      this.#fault ??= faultOf(error, 'use', this.#options.directory);
      throw this.#fault;
    }
  }

  #opened(): Open {
    if (!this.#open) throw new StorageFault(`${this.#options.directory} is not open; open it first`);
    return this.#open;
  }
}

const OPTION_NAMES = ['directory', 'sync', 'segmentBytes', 'spareSegments'] satisfies (keyof FileStorageOptions)[];

const withDefaults = (options: FileStorageOptions): Required<FileStorageOptions> => {
  if (!isRecord(options)) throw new StorageFault('a storage has to be told { directory }');
  const strange = strangeName(options, OPTION_NAMES);
  if (strange !== undefined) throw new StorageFault(strange);
  const { directory, sync = 'always', segmentBytes = 16 * 2 ** 20, spareSegments = 2 } = options;
  if (typeof directory !== 'string' || directory === '')
    throw new StorageFault('directory is the path of a directory; give one for each server');
  if (isRecord(sync)) expectWhole('sync.intervalMs', sync.intervalMs, 1, 60_000);
  else if (!['always', 'never'].includes(sync))
    throw new StorageFault(`sync is "always", { intervalMs } or "never", not ${JSON.stringify(sync)}`);
  expectWhole('segmentBytes', segmentBytes, 4096, 2 ** 30);
  if (segmentBytes % 4096 !== 0) throw new StorageFault(`segmentBytes is a multiple of 4096, not ${segmentBytes}`);
  expectWhole('spareSegments', spareSegments, 0, 64);
  return { directory, sync, segmentBytes, spareSegments };
};

const expectWhole = (name: string, value: unknown, min: number, max: number): void => {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
    throw new StorageFault(`${name} is a whole number from ${min} to ${max}, not ${String(value)}`);
};

/** Their names are durably gone: nothing comes back that was forgotten. */
const removeAll = async (files: FileSystem, directory: string, names: readonly string[]): Promise<void> => {
  for (const name of names) await files.remove(join(directory, name));
  await files.syncDirectory(directory);
};

/** Without a log, what was about to become one. */
const spareOnly = (names: readonly string[]): readonly string[] =>
  names.filter((name) => spareNames.numberIn(name) !== undefined);

const rangeOf = ({ snapshotIndex, snapshotTerm, lastIndex: last }: Durable['log']): LogRange => ({
  snapshotIndex,
  snapshotTerm,
  lastIndex: last,
});

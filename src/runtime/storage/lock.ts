/**
 * Who has a directory open: one process at a time. A lock is a file whose number is one more than that of the lock before, made
 * with its content in one go, so that of all who see the same holder gone only one comes after it. It names the process, and a
 * process that is gone holds nothing.
 */
import { constants } from 'node:fs';
import { link, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { faultOf } from './fault.ts';
import { numberedNames, numbersIn } from './names.ts';
import { StorageFault } from './storage.ts';

/** A directory that this process has to itself. */
export interface DirectoryLock {
  /** Lets another have it. */
  readonly release: () => Promise<void>;
}

/** Locks, in the order in which they were taken. */
const lockNames = numberedNames('lock');

/** Who holds a lock. A number of a process is used again, also after a start of the system, so it alone says nothing. */
interface LockHolder {
  readonly pid: number;
  /** When the process began, as the system counts it; null: the system does not say. */
  readonly start: string | null;
  /** Which start of the system; null: the system does not say. */
  readonly boot: string | null;
  readonly host: string;
}

/**
 * Takes the lock of a directory.
 *
 * @throws StorageFault when another process has it, or may have it.
 */
export const lockDirectory = async (directory: string): Promise<DirectoryLock> => {
  try {
    for (;;) {
      const last = await lastLock(directory);
      if (last.holder) await expectGone(last.holder, directory, last.path);
      const taken = await takeNext(directory, last.number);
      if (taken) return taken;
    }
  } catch (error) {
    throw faultOf(error, 'lock', directory);
  }
};

/** The process that has a directory open; undefined: none that can be seen from here. */
export const processUsing = async (directory: string): Promise<number | undefined> => {
  const { holder } = await lastLock(directory);
  return holder !== null && (await isRunning(holder, await thisProcess())) ? holder.pid : undefined;
};

interface LastLock {
  /** 0: there has never been one. */
  readonly number: number;
  readonly path: string;
  /** null: it was given back. */
  readonly holder: LockHolder | null;
}

const lastLock = async (directory: string): Promise<LastLock> => {
  for (;;) {
    const number = numbersIn(await readdir(directory), lockNames).at(-1) ?? 0;
    const path = join(directory, lockNames.of(number));
    if (number === 0) return { number, path, holder: null };
    const text = await lockText(path);
    if (text !== undefined) return { number, path, holder: holderIn(text, path) };
  }
};

/** No lock is longer, in bytes. */
const MAX_LOCK_BYTES = 4096;

/** What a lock says; undefined: a later one has removed it. */
const lockText = async (path: string): Promise<string | undefined> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_LOCK_BYTES) throw noLock(path);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
};

const holderIn = (text: string, path: string): LockHolder | null => {
  try {
    return (JSON.parse(text) as { readonly holder: LockHolder | null }).holder;
  } catch {
    throw noLock(path);
  }
};

const noLock = (path: string): StorageFault =>
  new StorageFault(`${path} is no lock of a directory; remove it if no process uses the directory`);

/** The lock after one whose holder is gone; undefined: somebody else has it. */
const takeNext = async (directory: string, number: number): Promise<DirectoryLock | undefined> => {
  const own = lockNames.of(number + 1);
  if (lockNames.numberIn(own) === undefined) throw noLock(join(directory, lockNames.of(number)));
  const path = join(directory, own);
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await writeFile(temporary, textOf(await thisProcess()), { flush: true }); // a lock without its content is none after a loss of power
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const numbers = numbersIn(await readdir(directory), lockNames);
  if (numbers.at(-1) !== number + 1) {
    await rm(path, { force: true }); // it was free only because others came and went meanwhile
    return undefined;
  }
  for (const old of numbers.slice(0, -1)) await rm(join(directory, lockNames.of(old)), { force: true });
  return {
    release: async () => {
      try {
        await writeFile(temporary, textOf(null));
        await rename(temporary, path);
      } catch {
        await rm(temporary, { force: true });
        await overwrite(path, textOf(null)); // which takes no room, where a disk is full
      }
    },
  };
};

/** Writes a text in the place of one that is not shorter, filled up with blanks. */
const overwrite = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    await file.write(text.padEnd(size, ' '), 0);
  } finally {
    await file.close();
  }
};

const textOf = (holder: LockHolder | null): string => `${JSON.stringify({ holder })}\n`;

/** This process, as a holder. */
const thisProcess = async (): Promise<LockHolder> => ({
  pid: process.pid,
  start: (await processStat('self'))?.start ?? null,
  boot: await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => null,
  ),
  host: hostname(),
});

const expectGone = async (holder: LockHolder, directory: string, path: string): Promise<void> => {
  const own = await thisProcess();
  if (holder.host !== own.host)
    throw new StorageFault(
      `${directory} was last used by process ${holder.pid} of host ${holder.host}, which can't be seen from ${own.host}; if it has ended, remove ${path}`,
    );
  if (await isRunning(holder, own))
    throw new StorageFault(
      `${directory} is in use by process ${holder.pid}; end it, or give this server a directory of its own`,
    );
};

const isRunning = async ({ pid, start, boot }: LockHolder, own: LockHolder): Promise<boolean> => {
  if (boot !== own.boot) return false;
  if (own.start !== null) {
    const stat = await processStat(String(pid));
    return stat !== undefined && stat.start === start && !stat.hasEnded;
  }
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** When a process began, and whether only its parent still has to be told that it has ended; undefined: there is none, or the system does not say. */
const processStat = async (pid: string): Promise<{ start: string; hasEnded: boolean } | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // from the third on: the second may hold anything
  const start = fields[19];
  return start === undefined ? undefined : { start, hasEnded: 'ZX'.includes(fields[0] ?? '') };
};

/** Files that are read and written whole, with errors that a user can mend. */

import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reasonOf, UsageError } from './errors.ts';

const FILE_MAX_BYTES = 256 * 2 ** 20;

/**
 * The text of a file or of a pipe, read to its end.
 *
 * @throws UsageError when it can't be read, is larger than 256 MiB, or is something that never ends, such as a device, or a pipe
 * into which nobody writes.
 */
export const readText = (path: string): string => {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new Error('it is a folder');
    if (!stats.isFile() && !stats.isFIFO()) throw new Error('it is no file');
    if (stats.size > FILE_MAX_BYTES) throw new Error(TOO_LARGE);
    return stats.isFIFO() ? readPipe(path) : readToEnd(path);
  } catch (error) {
    throw new UsageError(`can't read ${path}: ${reasonOf(error)}; give the path of a file that exists`);
  }
};

/** The first characters of a file, for seeing what it may be; empty: it can't be read, or only once. */
export const beginningOf = (path: string): string => {
  try {
    if (!statSync(path).isFile()) return '';
    const file = openSync(path, 'r');
    try {
      const chunk = Buffer.alloc(BEGINNING_BYTES);
      return chunk.toString('utf8', 0, readSync(file, chunk));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
};

const BEGINNING_BYTES = 64;

const TOO_LARGE = 'it is larger than 256 MiB';

const CHUNK_BYTES = 2 ** 16;

/** What a pipe has, and what a file has that grows, is known only at the end. */
const readToEnd = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(file, chunk);
      if (length === 0) return Buffer.concat(chunks).toString('utf8');
      total += length;
      if (total > FILE_MAX_BYTES) throw new Error(TOO_LARGE);
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
};

/** Somebody may be about to open the other end of a pipe; who has not by then is not there. */
const WRITER_SECONDS = 5;
const LOOK_AGAIN_MS = 20;

/** Opened without waiting, since the system waits for ever. Nothing to read means that nobody has opened the other end, or has closed it again. */
const readPipe = (path: string): string => {
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (let waits = 0; ; waits++) {
      const chunk = nextOf(pipe);
      if (chunk?.length === 0 && total > 0) return Buffer.concat(chunks).toString('utf8');
      if (chunk?.length === 0 && waits * LOOK_AGAIN_MS > WRITER_SECONDS * 1000) throw new Error(NO_WRITER);
      if (chunk && chunk.length > 0) {
        total += chunk.length;
        if (total > FILE_MAX_BYTES) throw new Error(TOO_LARGE);
        chunks.push(chunk);
      } else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
    }
  } finally {
    closeSync(pipe);
  }
};

const NO_WRITER = `it is a pipe into which nobody has written for ${WRITER_SECONDS} s`;

/** What has come through a pipe; empty: its other end is not open; undefined: it is, and nothing has come yet. */
const nextOf = (pipe: number): Buffer | undefined => {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    return chunk.subarray(0, readSync(pipe, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
};

/** @throws UsageError when it is no regular file: what is read twice must be there twice. */
export const expectRegularFile = (path: string): void => {
  const stats = statsIfAny(path);
  if (stats && !stats.isFile() && !stats.isDirectory())
    throw new UsageError(`can't load ${path}: it is no file; give the path of a module`);
};

/** @throws UsageError where nobody can even look: links that lead in a circle, a name that is too long. */
const statsIfAny = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(`can't read ${path}: ${reasonOf(error)}; give the path of a file that exists`);
  }
};

/** The text of a file, or undefined when there is none. */
export const readTextIfAny = (path: string): string | undefined => (statsIfAny(path) ? readText(path) : undefined);

/**
 * Writes a file and the folders above it: the whole of it, or nothing. A link stays, and the file that it leads to is written.
 * What is no regular file, such as a device or a pipe, is written into and never replaced.
 *
 * @throws UsageError when it can't be written.
 */
export const writeText = (path: string, text: string): void => {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats && !stats.isFile()) writeFileSync(path, text);
    else replace(targetOf(path), text, stats);
  } catch (error) {
    throw new UsageError(`can't write ${path}: ${reasonOf(error)}; give another path`);
  }
};

/** Where links lead, also to what does not exist yet. */
const targetOf = (path: string, linksMax = 40): string => {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  if (linksMax === 0) throw new Error('its links lead in a circle');
  return targetOf(resolve(dirname(path), readlinkSync(path)), linksMax - 1);
};

/** By a second file that takes its place, with the same permissions. */
const replace = (path: string, text: string, old: Stats | undefined): void => {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, text);
    if (old) chmodSync(unfinished, old.mode);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
};

/**
 * Looks whether files could be written into a folder, which need not exist yet. Creates nothing.
 *
 * @throws UsageError when not, so that nobody waits for a result that can't be kept.
 */
export const expectWritable = (flag: string, folder: string): void => {
  try {
    const path = nearestExisting(resolve(folder));
    accessSync(path, constants.W_OK);
    if (!statSync(path).isDirectory()) throw new Error(`${path} is a file`);
  } catch (error) {
    throw new UsageError(`can't write into ${flag} ${folder}: ${reasonOf(error)}; give another folder`);
  }
};

/** The same for a single file, or for what stands at its path. */
export const expectWritableFile = (flag: string, file: string): void => {
  let folder = dirname(file);
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new Error('it is a folder');
    if (stats && !stats.isFile()) return;
    folder = dirname(targetOf(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') {
      throw new UsageError(`can't write ${flag} ${file}: ${reasonOf(error)}; give the path of a file`);
    }
  }
  expectWritable(flag, folder);
};

const nearestExisting = (path: string): string => {
  try {
    statSync(path);
    return path;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return nearestExisting(dirname(path));
  }
};

/** Files that are read and written whole, with errors that a user can mend. */

import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reasonOf, UsageError } from './errors.ts';

const FILE_MAX_BYTES = 256 * 2 ** 20;

/** @throws UsageError when the file can't be read. */
export const readText = (path: string): string => {
  try {
    if (statSync(path).size > FILE_MAX_BYTES) throw new Error('it is larger than 256 MiB');
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`can't read ${path}: ${reasonOf(error)}; give the path of a file that exists`);
  }
};

/** The text of a file, or undefined when there is none. */
export const readTextIfAny = (path: string): string | undefined =>
  statSync(path, { throwIfNoEntry: false }) ? readText(path) : undefined;

/** Writes a file and the folders above it: the whole of it, or nothing. */
export const writeText = (path: string, text: string): void => {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new UsageError(`can't write ${path}: ${reasonOf(error)}; give another folder`);
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

/** The same for a single file. */
export const expectWritableFile = (flag: string, file: string): void => {
  expectWritable(flag, dirname(file));
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`can't write ${flag} ${file}: it is a folder; give the path of a file`);
  }
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

/** Storages with one mistake each, made from the sources by changing one place: what a check must catch. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Look } from './flips.ts';
import type { MakeStorage } from './power.ts';
import { empty, expected, stateText } from './writes.ts';

/** A mistake in a file of the storage. */
export interface StorageDefect {
  readonly file: string;
  /** What stands there, once. */
  readonly from: string;
  readonly to: string;
}

/** A storage with a mistake, and how a restart with the same mistake reads a disk. */
export interface DefectiveStorage {
  readonly make: MakeStorage;
  readonly look: Look;
}

const STORAGE = resolve(import.meta.dirname, '../../../../src/runtime/storage');

/** Writes the sources with a mistake into a folder, and loads them. All that is not of the storage is as it is. */
export const storageWith = async ({ file, from, to }: StorageDefect, folder: string): Promise<DefectiveStorage> => {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(STORAGE)) {
    if (name === 'storage.ts') continue; // whose class of errors is one
    const text = readFileSync(join(STORAGE, name), 'utf8');
    if (name === file && text.split(from).length !== 2)
      throw new Error(`${name} holds ${text.split(from).length - 1} times, and not once: ${from}`);
    const changed = name === file ? text.replace(from, to) : text;
    const elsewhere = (path: string) => pathToFileURL(resolve(STORAGE, path)).pathname;
    writeFileSync(
      join(folder, name),
      changed.replace(/from '(\.\.\/[^']+|\.\/storage\.ts)'/g, (_, path: string) => `from '${elsewhere(path)}'`),
    );
  }
  const { fileStorage } = (await import(/* @vite-ignore */ join(folder, 'fileStorage.ts'))) as {
    fileStorage: MakeStorage;
  };
  const { recover } = (await import(
    /* @vite-ignore */ join(folder, 'recovery.ts')
  )) as typeof import('../../../../src/runtime/storage/recovery.ts');
  return {
    make: fileStorage,
    look: async (disk) => stateText({ ...empty, ...(await recover(disk, '/d', expected))?.state }),
  };
};

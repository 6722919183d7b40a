/** The files of the operating system. */
import fs, { constants } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { FileSystem, OpenFile, OpenMode } from './fileSystem.ts';

/**
 * A write through such a file is durable in one trip to the disk, not in two. Only where the flag means that: on macOS the disk
 * may still hold it back, and on Windows there is none.
 */
const WRITE_THROUGH = process.platform === 'linux' ? constants.O_DSYNC : undefined;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY | constants.O_NONBLOCK, // a pipe under the name of a file must not be waited for
  write: constants.O_RDWR,
  writeThrough: constants.O_RDWR | (WRITE_THROUGH ?? 0),
  create: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
};

const open = promisify(fs.open);
const close = promisify(fs.close);
const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);
const fstat = promisify(fs.fstat);
const mkdir = promisify(fs.mkdir);

const openFile = async (path: string, mode: OpenMode): Promise<OpenFile> => {
  const descriptor = await open(path, FLAGS[mode]);
  const isSyncNeeded = mode === 'writeThrough' && WRITE_THROUGH === undefined;
  const write = (bytes: Buffer, position: number): Promise<number> =>
    new Promise((resolve, reject) => {
      fs.write(descriptor, bytes, 0, bytes.length, position, (error, written) =>
        error ? reject(error) : resolve(written),
      );
    });
  return {
    read: (into, position) =>
      new Promise((resolve, reject) => {
        fs.read(descriptor, into, 0, into.length, position, (error, read) => (error ? reject(error) : resolve(read)));
      }),
    write: isSyncNeeded
      ? async (bytes, position) => {
          const written = await write(bytes, position);
          await fdatasync(descriptor);
          return written;
        }
      : write,
    sync: () => fdatasync(descriptor), // which writes the length too, where it has changed
    size: async () => {
      const stats = await fstat(descriptor);
      if (!stats.isFile())
        throw new Error('it is no file, although it has the name of one; take it out of the directory');
      return stats.size;
    },
    close: () => close(descriptor),
  };
};

const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return; // where a directory can't be opened; names are in the journal
  const descriptor = await open(directory, constants.O_RDONLY);
  try {
    await fsync(descriptor);
  } finally {
    await close(descriptor);
  }
};

/** The files of this machine, through node:fs. */
export const disk: FileSystem = {
  makeDirectory: async (directory) => {
    const first = await mkdir(directory, { recursive: true });
    if (first === undefined) return;
    for (let made = directory; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
  },
  list: promisify(fs.readdir),
  open: openFile,
  rename: promisify(fs.rename),
  remove: promisify(fs.unlink),
  syncDirectory,
};

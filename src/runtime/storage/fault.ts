/** What a storage says when it can't go on. */
import { getSystemErrorMap } from 'node:util';
import { MalformedBytes } from '../bytes/malformed.ts';
import { StorageFault } from './storage.ts';

/** What to do about an error of the operating system, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'make room and start the node again: what it has acknowledged is there',
  EDQUOT: 'make room and start the node again: what it has acknowledged is there',
  EIO: 'the disk has failed: look into the log of the system before the node is started again',
  EACCES: 'let the user of this process read and write there',
  EPERM: 'let the user of this process read and write there',
  EROFS: 'mount it so that it can be written',
  EMFILE: 'let this process open more files (ulimit -n)',
  ENOTDIR: 'give a directory',
};

const OTHER_ADVICE = 'mend that, then start the node again: what it has acknowledged is there';

/** An error as the fault that a storage ends with: what was tried, where, what the system said, and what to do. */
export const faultOf = (error: unknown, tried: string, path: string): StorageFault => {
  if (error instanceof StorageFault) return error;
  const { code, errno, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return new StorageFault(`can't ${tried} ${path}: ${message}`);
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return new StorageFault(
    `can't ${tried} ${path}: ${words === undefined ? code : `${words} (${code})`}; ${ADVICE[code] ?? OTHER_ADVICE}`,
  );
};

/** Runs something; whatever it throws is the fault of a storage. */
export const orFault = async <T>(tried: string, path: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw faultOf(error, tried, path);
  }
};

/** What is to be done about what was durable and no longer is: nothing that is on this disk will do. */
const RESTORE =
  'it was acknowledged and is lost here: bring back a copy of the directory that is not older, or take this server out of the cluster and add one of a new name';

/** A file holds what was never written, or lacks what was: it is refused, since whatever is made of it could be less than was acknowledged. */
export class CorruptStorage extends StorageFault {}

/** Says which file is corrupt, where and why, and what can be done. */
export const corruptFault = (path: string, offset: number | undefined, because: string): CorruptStorage =>
  new CorruptStorage(`${path}${offset === undefined ? '' : ` at byte ${offset}`} is corrupt: ${because}; ${RESTORE}`);

/** Reads values out of a file; what is none is a fault that names the file. */
export const readingFrom = <T>(path: string, offset: number | undefined, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedBytes) throw corruptFault(path, offset, error.message);
    throw error;
  }
};

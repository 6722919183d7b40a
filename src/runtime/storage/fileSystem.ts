/** What a storage asks of files: no more than this, so that a disk that fails can stand in for a real one. */

/** How a file is opened. */
export type OpenMode =
  /** To read what is there. */
  | 'read'
  /** To read and write what is there. */
  | 'write'
  /** The same; a write is durable when it is done, as if a sync followed. */
  | 'writeThrough'
  /** To write a new file; what had the name is emptied. */
  | 'create';

/** A file that is open. */
export interface OpenFile {
  /** Reads from a place on, and says how many bytes it got: fewer than there is room for, and 0 at the end of the file. */
  readonly read: (into: Buffer, position: number) => Promise<number>;
  /** Writes at a place, and says how many bytes it wrote: not always all. */
  readonly write: (bytes: Buffer, position: number) => Promise<number>;
  /** Durable when done: what was written, and how long the file is. */
  readonly sync: () => Promise<void>;
  /** Its length in bytes. */
  readonly size: () => Promise<number>;
  /** Lets go of it. */
  readonly close: () => Promise<void>;
}

/** Files and their names. Errors are those of the operating system: they have a `code`, such as `ENOSPC`. */
export interface FileSystem {
  /** Makes a directory and those that it lies in, durably; one that is there is left as it is. */
  readonly makeDirectory: (directory: string) => Promise<void>;
  /** The names in a directory, in no order. */
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** Opens a file. */
  readonly open: (path: string, mode: OpenMode) => Promise<OpenFile>;
  /** Gives a file another name; what had that name is gone. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a file. */
  readonly remove: (path: string) => Promise<void>;
  /** Durable when done: which names are in the directory. */
  readonly syncDirectory: (directory: string) => Promise<void>;
}

/** Writes all of it, in as many calls as it takes. */
export const writeAll = async (file: OpenFile, bytes: Buffer, position: number): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    const written = await file.write(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (written === 0) throw Object.assign(new Error('nothing could be written'), { code: 'EIO' });
    done += written;
  }
};

/** The bytes from a place on, as many as there are, up to `length`. */
export const readUpTo = async (file: OpenFile, position: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const read = await file.read(bytes.subarray(done), position + done);
    if (read === 0) return bytes.subarray(0, done);
    done += read;
  }
  return bytes;
};

/** What is filled with zeros in one call, in bytes. */
const ZEROS = Buffer.alloc(2 ** 20);

/** Writes zeros from a place on. */
export const writeZeros = async (file: OpenFile, position: number, length: number): Promise<void> => {
  for (let done = 0; done < length; done += ZEROS.length)
    await writeAll(file, ZEROS.subarray(0, Math.min(ZEROS.length, length - done)), position + done);
};

/** Are all bytes from `start` to `end` zero? */
export const areZeros = (bytes: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at += ZEROS.length) {
    const length = Math.min(ZEROS.length, end - at);
    if (bytes.compare(ZEROS, 0, length, at, at + length) !== 0) return false;
  }
  return true;
};

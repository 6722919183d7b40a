/** A disk that can be made full: what is read and removed goes on, and nothing can be written. */
import type { FileSystem, OpenFile } from '../runtime/storage/fileSystem.ts';

/** A disk, and how it is made full. */
export interface FillableDisk {
  readonly files: FileSystem;
  readonly fill: () => void;
}

/** What the operating system says of a write to a full disk. */
const noSpace = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** The same disk; from `fill` on it is full. */
export const fillable = (files: FileSystem): FillableDisk => {
  let isFull = false;
  const write =
    (file: OpenFile): OpenFile['write'] =>
    async (bytes, position) => {
      if (isFull) throw noSpace();
      return file.write(bytes, position);
    };
  const open: FileSystem['open'] = async (path, mode) => {
    const file = await files.open(path, mode);
    return { ...file, write: write(file) };
  };
  return {
    files: { ...files, open },
    fill: () => {
      isFull = true;
    },
  };
};

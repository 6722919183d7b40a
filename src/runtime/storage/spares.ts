/**
 * Files full of zeros, of which segments are made. One is made ahead, and those of old segments are used again: overwriting
 * what is there is what a disk does without surprises.
 */
import { join } from 'node:path';
import { type FileSystem, writeZeros } from './fileSystem.ts';
import { spareNames } from './names.ts';

/** What spares are made of. */
interface SpareOptions {
  readonly files: FileSystem;
  readonly directory: string;
  /** Length of each, in bytes. */
  readonly size: number;
  /** How many are kept. */
  readonly max: number;
}

export class Spares {
  readonly #options: SpareOptions;
  #made = 0;
  /** Paths of those that can be used. */
  readonly #ready: string[] = [];

  constructor(options: SpareOptions) {
    this.#options = options;
  }

  /** The path of a file of zeros, on the disk as such. It is the caller's from then on. */
  async take(size: number): Promise<string> {
    const ready = size === this.#options.size ? this.#ready.pop() : undefined;
    if (ready !== undefined) return ready;
    const path = this.#nextPath();
    await this.#fill(path, 'create', size);
    return path;
  }

  /** Makes one ahead, if there is none. When that fails, it is tried again as soon as one is needed, which says why. */
  async makeAhead(): Promise<void> {
    const { files, max, size } = this.#options;
    if (this.#ready.length >= Math.min(max, 1)) return;
    const path = this.#nextPath();
    try {
      await this.#fill(path, 'create', size);
      this.#ready.push(path);
    } catch {
      await files.remove(path).catch(() => undefined);
    }
  }

  /** Takes files that nobody needs any longer. Their names are durably gone before anything is written over them. */
  async recycle(old: readonly { readonly path: string; readonly size: number }[]): Promise<void> {
    const { files, directory, size, max } = this.#options;
    const reused: string[] = [];
    for (const file of old) {
      if (file.size === size && this.#ready.length + reused.length < max) {
        const path = this.#nextPath();
        await files.rename(file.path, path);
        reused.push(path);
      } else await files.remove(file.path);
    }
    await files.syncDirectory(directory);
    for (const path of reused) {
      await this.#fill(path, 'write', size);
      this.#ready.push(path);
    }
  }

  async #fill(path: string, mode: 'create' | 'write', size: number): Promise<void> {
    const file = await this.#options.files.open(path, mode);
    try {
      await writeZeros(file, 0, size);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  #nextPath(): string {
    return join(this.#options.directory, spareNames.of(++this.#made));
  }
}

/**
 * A disk in memory that knows what is durable: each call is counted, may fail, and may be the last one before the power goes. Then
 * of what was written since the last sync any sector may be there or not, and of the names that were changed since the
 * last sync of the directory any change.
 */
import { createHash } from 'node:crypto';
import type { FileSystem, OpenFile, OpenMode } from '../../../../src/runtime/storage/fileSystem.ts';

const SECTOR = 512;

/** What a file holds. */
interface Node {
  /** As the running system sees it. */
  cached: Buffer;
  /** As it is after a loss of power when nothing else is kept. */
  durable: Buffer;
  /** Sectors that differ, in the order in which they were written. */
  readonly dirty: Set<number>;
  /** Are the buffers those of another disk too? */
  isShared: boolean;
}

/** A change of names that is not yet durable. */
interface Change {
  readonly from?: string;
  readonly to?: string;
  readonly node: Node;
}

/** What happens in a call: its name, and the last part of the path. */
export interface Call {
  readonly name: string;
  readonly file: string;
}

/** What a disk does beside what it is asked. */
export interface Behaviour {
  /** Called in each call, when what it does has begun but is not yet durable. May end it by an error. */
  readonly during?: (call: Call, index: number) => Promise<void> | void;
  /** What the error of a call is; undefined: there is none. A write that fails has written a half. */
  readonly failure?: (call: Call, index: number) => string | undefined;
  /** Writes at most so many bytes in one call. */
  readonly writesAtMost?: number;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const error = (code: string): Error => Object.assign(new Error(`${code} of the disk in memory`), { code });

export class MemoryDisk implements FileSystem {
  #names = new Map<string, Node>();
  #durableNames = new Map<string, Node>();
  #changes: Change[] = [];
  readonly #behaviour: Behaviour;
  #calls = 0;
  /** Calls are done one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour;
  }

  /** How many calls there were. */
  get calls(): number {
    return this.#calls;
  }

  readonly makeDirectory = (): Promise<void> => Promise.resolve();

  readonly list = (): Promise<readonly string[]> => Promise.resolve([...this.#names.keys()]);

  readonly open = (path: string, mode: OpenMode): Promise<OpenFile> =>
    this.#call({ name: `open ${mode}`, file: nameOf(path) }, () => {
      const name = nameOf(path);
      let node = this.#names.get(name);
      if (mode === 'create') {
        node = { cached: Buffer.alloc(0), durable: Buffer.alloc(0), dirty: new Set(), isShared: false };
        this.#change({ to: name, node });
      }
      if (!node) throw error('ENOENT');
      return this.#opened(node, name, mode);
    });

  readonly rename = (from: string, to: string): Promise<void> =>
    this.#call({ name: 'rename', file: nameOf(from) }, () => {
      const node = this.#names.get(nameOf(from));
      if (!node) throw error('ENOENT');
      this.#change({ from: nameOf(from), to: nameOf(to), node });
    });

  readonly remove = (path: string): Promise<void> =>
    this.#call({ name: 'remove', file: nameOf(path) }, () => {
      const node = this.#names.get(nameOf(path));
      if (!node) throw error('ENOENT');
      this.#change({ from: nameOf(path), node });
    });

  readonly syncDirectory = (): Promise<void> =>
    this.#call(
      { name: 'sync directory', file: '' },
      () => undefined,
      () => {
        this.#durableNames = new Map(this.#names);
        this.#changes = [];
      },
    );

  #opened(node: Node, file: string, mode: OpenMode): OpenFile {
    const makeDurable = () => {
      node.durable = Buffer.from(node.cached);
      node.dirty.clear();
    };
    const write = (bytes: Buffer, position: number) =>
      this.#call(
        { name: 'write', file },
        (isFailing) => {
          const length = isFailing
            ? Math.floor(bytes.length / 2)
            : Math.min(bytes.length, this.#behaviour.writesAtMost ?? bytes.length);
          put(node, bytes.subarray(0, length), position);
          return length;
        },
        mode === 'writeThrough' ? makeDurable : undefined,
      );
    return {
      read: (into, position) =>
        this.#call({ name: 'read', file }, () =>
          position >= node.cached.length ? 0 : node.cached.copy(into, 0, position, position + into.length),
        ),
      write,
      sync: () => this.#call({ name: 'sync', file }, () => undefined, makeDurable),
      size: () => Promise.resolve(node.cached.length),
      close: () => Promise.resolve(),
    };
  }

  #change(change: Change): void {
    applyChange(this.#names, change);
    this.#changes.push(change);
  }

  /** Does what a call does, lets it be seen in the middle, and makes it durable. */
  #call<T>(call: Call, run: (isFailing: boolean) => T, finish?: () => void): Promise<T> {
    const done = this.#queue.then(async () => {
      const index = this.#calls++;
      const code = this.#behaviour.failure?.(call, index);
      if (code !== undefined && call.name !== 'write') throw error(code);
      const result = run(code !== undefined);
      await this.#behaviour.during?.(call, index);
      if (code !== undefined) throw error(code);
      finish?.();
      return result;
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Every disk that may be left when the power goes, as far as `isOfInterest` names can tell; each once. */
  *remains(bound: RemainsBound): Generator<MemoryDisk> {
    const changes = this.#changes;
    for (const kept of subsets(changes.length, bound)) {
      const names = new Map(this.#durableNames);
      for (const [k, change] of changes.entries()) if (kept.has(k)) applyChange(names, change);
      const dirty = [...names].flatMap(([name, node]) =>
        bound.isOfInterest(name) ? [...node.dirty].map((sector) => ({ node, sector })) : [],
      );
      for (const there of subsets(dirty.length, bound)) {
        const disk = new MemoryDisk();
        for (const [name, node] of names) {
          const sectors = dirty.filter((each, k) => each.node === node && there.has(k)).map(({ sector }) => sector);
          const buffer = contentAfter(node, sectors);
          const left = { cached: buffer, durable: buffer, dirty: new Set<number>(), isShared: true };
          disk.#names.set(name, left);
          disk.#durableNames.set(name, left);
        }
        yield disk;
      }
    }
  }

  /** The disk that another process of the same system sees. */
  get withoutLoss(): MemoryDisk {
    const disk = new MemoryDisk();
    const copies = new Map<Node, Node>();
    const copyOf = (node: Node): Node => {
      const copy = copies.get(node) ?? { ...node, dirty: new Set(node.dirty), isShared: true };
      node.isShared = true;
      copies.set(node, copy);
      return copy;
    };
    for (const [name, node] of this.#names) disk.#names.set(name, copyOf(node));
    for (const [name, node] of this.#durableNames) disk.#durableNames.set(name, copyOf(node));
    disk.#changes = this.#changes.map((change) => ({ ...change, node: copyOf(change.node) }));
    return disk;
  }

  /** The disk that is left when nothing is kept that need not be. */
  get withAllLost(): MemoryDisk {
    const disk = new MemoryDisk();
    for (const [name, { durable }] of this.#durableNames) {
      const node = { cached: durable, durable, dirty: new Set<number>(), isShared: true };
      disk.#names.set(name, node);
      disk.#durableNames.set(name, node);
    }
    return disk;
  }

  /** The same disk with other behaviour. */
  behaving(behaviour: Behaviour): MemoryDisk {
    const disk = new MemoryDisk(behaviour);
    const copy = this.withoutLoss;
    disk.#names = copy.#names;
    disk.#durableNames = copy.#durableNames;
    disk.#changes = copy.#changes;
    return disk;
  }

  /** What is in a file. */
  content(name: string): Buffer {
    return this.#names.get(name)?.cached ?? Buffer.alloc(0);
  }

  /** The names of its files, sorted. */
  get names(): readonly string[] {
    return [...this.#names.keys()].sort();
  }

  /** Puts something else into a file, or takes it away. */
  replace(name: string, content: Buffer | undefined): void {
    const node = {
      cached: content ?? Buffer.alloc(0),
      durable: content ?? Buffer.alloc(0),
      dirty: new Set<number>(),
      isShared: true,
    };
    for (const names of [this.#names, this.#durableNames]) {
      if (content) names.set(name, node);
      else names.delete(name);
    }
  }

  /** Equal for disks that hold the same in files of interest. */
  digest(isOfInterest: (name: string) => boolean): string {
    const hash = createHash('sha1');
    for (const name of this.names) {
      hash.update(`${name}\n`);
      if (isOfInterest(name)) hash.update(this.content(name));
    }
    return hash.digest('base64');
  }
}

const applyChange = (names: Map<string, Node>, { from, to, node }: Change): void => {
  if (from !== undefined && names.get(from) === node) names.delete(from);
  if (to !== undefined) names.set(to, node);
};

const put = (node: Node, bytes: Buffer, position: number): void => {
  const size = Math.max(node.cached.length, position + bytes.length);
  if (size > node.cached.length || node.isShared || node.cached === node.durable) {
    const larger = Buffer.alloc(size);
    node.cached.copy(larger);
    node.cached = larger;
    node.isShared = false;
  }
  bytes.copy(node.cached, position);
  for (let sector = Math.floor(position / SECTOR); sector * SECTOR < position + bytes.length; sector++)
    node.dirty.add(sector);
};

/** What is durable, with some of the sectors that were written since. */
const contentAfter = (node: Node, sectors: readonly number[]): Buffer => {
  if (sectors.length === 0) return node.durable;
  if (sectors.length === node.dirty.size) return Buffer.from(node.cached);
  const end = Math.min(
    node.cached.length,
    Math.max(node.durable.length, ...sectors.map((sector) => (sector + 1) * SECTOR)),
  );
  const content = Buffer.alloc(end);
  node.durable.copy(content);
  for (const sector of sectors) node.cached.copy(content, sector * SECTOR, sector * SECTOR, (sector + 1) * SECTOR);
  return content;
};

/** How many of the possible losses are tried. */
export interface RemainsBound {
  /** Of so many things that may be lost each for itself, every combination is tried; of more, those that `subsets` says. */
  readonly exhaustiveUpTo: number;
  /** A number from 0 up to `below`, without it. */
  readonly dice: (below: number) => number;
  /** Is what a file of this name holds ever read? */
  readonly isOfInterest: (name: string) => boolean;
}

/** Which of `count` things are kept: every combination; of many, all prefixes and suffixes, each but one, each alone, and some by chance. */
export const subsets = function* (
  count: number,
  { exhaustiveUpTo, dice }: RemainsBound,
): Generator<ReadonlySet<number>> {
  const all = Array.from({ length: count }, (_, k) => k);
  if (count <= exhaustiveUpTo) {
    for (let mask = 0; mask < 2 ** count; mask++) yield new Set(all.filter((k) => (mask >> k) & 1));
    return;
  }
  for (let cut = 0; cut <= count; cut++) {
    yield new Set(all.slice(0, cut));
    yield new Set(all.slice(cut));
  }
  for (const one of all) {
    yield new Set(all.filter((k) => k !== one));
    yield new Set([one]);
  }
  for (let k = 0; k < 16; k++) yield new Set(all.filter(() => dice(2) === 0));
};

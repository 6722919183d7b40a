/**
 * A search on disk, as it was at the end of a level: a folder with a header and, beside it, one file for each array and each
 * interner. Files are named by their content and written before the header, which is replaced as a whole: the folder holds the
 * checkpoint before or the one after, whenever the process ends. Every byte stands under a checksum.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '../explore/canonical.ts';
import { restoreTexts, type SharedTexts } from '../explore/interner.ts';
import { type Control, completeBlocks, resumeAt, settledAt } from '../explore/search.ts';
import type { Space } from '../explore/space.ts';
import { BLOCK, type Table } from '../explore/table.ts';

/** There is no checkpoint, or it is corrupt, or it is of another search. The message says what is wrong, in one line. */
export class BadCheckpoint extends Error {}

export interface SearchParts {
  readonly space: Space;
  readonly args: unknown;
  /** Of what searches: a checkpoint of another version is refused. */
  readonly version: string;
  readonly texts: Readonly<Record<string, SharedTexts>>;
  readonly table: Table;
  readonly control: Control;
}

const FORMAT = 'figure2 checkpoint 2';

interface Header {
  readonly format: typeof FORMAT;
  readonly version: string;
  /** What is explored: a checkpoint of something else is refused. */
  readonly subject: string;
  readonly blocks: number;
  readonly settled: ReturnType<typeof settledAt>;
  readonly arrays: Readonly<Record<ArrayName, KeptArray>>;
  /** What each interner holds. */
  readonly texts: Readonly<Record<string, { readonly characters: KeptArray; readonly ends: KeptArray }>>;
}

type ArrayName = 'rows' | 'parents' | 'used';

/** An array in a file of its own. */
interface KeptArray {
  readonly file: string;
  /** So many numbers. */
  readonly length: number;
  /** SHA-256 of the file. */
  readonly sum: string;
}

const HEADER = 'checkpoint.json';

const subjectOf = ({ space, args }: SearchParts): string =>
  canonicalText({
    name: space.name,
    width: space.width,
    symmetry: space.symmetry,
    properties: space.properties.map(({ name, kind }) => `${kind} ${name}`),
    args: JSON.parse(JSON.stringify(args ?? null)) as unknown,
  });

/** What is kept of a table: its complete levels. */
const arraysOf = ({ table: { memory } }: SearchParts, blocks: number): Readonly<Record<ArrayName, Int32Array>> => ({
  rows: memory.rows.subarray(0, blocks * BLOCK * memory.width),
  parents: memory.parents.subarray(0, blocks * BLOCK),
  used: memory.used.subarray(0, blocks),
});

/**
 * Writes a checkpoint in place of the one that is there. The threads must hold or have ended.
 *
 * @throws BadCheckpoint when it can't be written; the one that is there stays.
 */
export const writeCheckpoint = (folder: string, parts: SearchParts): void => {
  try {
    mkdirSync(folder, { recursive: true });
    const text = headerText(headerOf(folder, parts));
    writeWhole(join(folder, HEADER), Buffer.from(text));
    removeOthers(folder, text);
  } catch (error) {
    throw new BadCheckpoint(`can't write a checkpoint into ${folder}: ${messageOf(error)}; give another folder`);
  }
};

/** Writes all files but the header. */
const headerOf = (folder: string, parts: SearchParts): Header => {
  const blocks = completeBlocks(parts.control);
  const { rows, parents, used } = arraysOf(parts, blocks);
  const keep = (name: string, array: Numbers): KeptArray => writeArray(folder, name, array);
  const texts = Object.entries(parts.texts).map(([kind, { head, ends, characters }]) => {
    const size = head[0] ?? 0;
    const length = ends[size - 1] ?? 0;
    const kept = {
      characters: keep('texts', characters.subarray(0, length)),
      ends: keep('ends', ends.subarray(0, size)),
    };
    return [kind, kept] as const;
  });
  return {
    format: FORMAT,
    version: parts.version,
    subject: subjectOf(parts),
    blocks,
    settled: settledAt(parts.control),
    arrays: { rows: keep('rows', rows), parents: keep('parents', parents), used: keep('used', used) },
    texts: Object.fromEntries(texts),
  };
};

/** The one text of a header: its last field is the checksum of all others. */
const headerText = (header: Header): string =>
  JSON.stringify({ ...header, sum: sumOf(Buffer.from(JSON.stringify(header))) }, null, 2);

const sumOf = (bytes: Uint8Array): string => {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) hash.update(bytes.subarray(at, at + PIECE));
  return hash.digest('hex');
};

/** Files of checkpoints before, and of some that were never finished. */
const removeOthers = (folder: string, header: string): void => {
  const isOurs = /^(?:rows|parents|used|texts|ends)-[0-9a-f]{16}\.bin(?:\.new)?$/;
  for (const file of readdirSync(folder)) {
    if (isOurs.test(file) && !header.includes(`"${file}"`)) rmSync(join(folder, file), { force: true });
  }
};

/**
 * Puts a search where a checkpoint was.
 *
 * @throws BadCheckpoint
 */
export const readCheckpoint = (folder: string, parts: SearchParts): void => {
  const header = readHeader(folder);
  if (header.version !== parts.version) {
    throw new BadCheckpoint(
      `${folder} holds a checkpoint of figure2 ${header.version}, and this is ${parts.version}; leave out --resume`,
    );
  }
  if (header.subject !== subjectOf(parts)) {
    throw new BadCheckpoint(
      `${folder} holds a checkpoint of another search; give its own folder, or leave out --resume`,
    );
  }
  const { memory } = parts.table;
  if (header.blocks > memory.used.length) {
    throw new BadCheckpoint(
      `${folder} holds more states than fit into the memory that is allowed; allow more with --memory`,
    );
  }
  for (const [kind, { characters, ends }] of Object.entries(header.texts)) {
    const shared = parts.texts[kind];
    if (!shared || ends.length > shared.ends.length || characters.length > shared.characters.length) {
      throw new BadCheckpoint(
        `${folder} holds more components than fit into the memory that is allowed; allow more with --memory`,
      );
    }
    readArray(folder, characters, shared.characters.subarray(0, characters.length));
    readArray(folder, ends, shared.ends.subarray(0, ends.length));
    restoreTexts(shared, ends.length);
  }
  const arrays = arraysOf(parts, header.blocks);
  for (const name of ['rows', 'parents', 'used'] as const) readArray(folder, header.arrays[name], arrays[name]);
  parts.table.restore(header.blocks);
  resumeAt(parts.control, header.settled);
};

const readHeader = (folder: string): Header => {
  const file = join(folder, HEADER);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new BadCheckpoint(`there is no ${file}; give the folder of a checkpoint, or leave out --resume`);
  }
  const text = readFileSync(file, 'utf8');
  const read = parse(text);
  if (read?.format !== FORMAT) throw new BadCheckpoint(`${file} is no checkpoint of this version; leave out --resume`);
  const { sum: _, ...header } = read as Header & { readonly sum: string };
  if (headerText(header) !== text) throw corruptionOf(file);
  return header;
};

const parse = (text: string): { readonly format?: unknown } | undefined => {
  try {
    return (JSON.parse(text) ?? undefined) as { readonly format?: unknown } | undefined;
  } catch {
    return undefined;
  }
};

const corruptionOf = (file: string): BadCheckpoint =>
  new BadCheckpoint(`${file} is corrupt: it is not what was written; leave out --resume`);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Writes and reads go in pieces, since a single one is bounded. */
const PIECE = 2 ** 28;

type Numbers = Int32Array | Uint16Array | Float64Array;

const bytesOf = (array: Numbers): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const writeArray = (folder: string, name: string, array: Numbers): KeptArray => {
  const bytes = bytesOf(array);
  const sum = sumOf(bytes);
  const file = `${name}-${sum.slice(0, 16)}.bin`;
  writeWhole(join(folder, file), bytes);
  return { file, length: array.length, sum };
};

/** A file that is there as a whole, on the disk, or not at all. */
const writeWhole = (file: string, bytes: Uint8Array): void => {
  const unfinished = `${file}.new`;
  const descriptor = openSync(unfinished, 'w');
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, Math.min(PIECE, bytes.length - at));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(unfinished, file);
};

const readArray = (folder: string, kept: KeptArray, array: Numbers): void => {
  const file = join(folder, kept.file);
  const bytes = bytesOf(array);
  try {
    if (!statSync(file).isFile()) throw corruptionOf(file);
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size < bytes.length) throw new Error(`it is cut short: ${size} of ${bytes.length} bytes`);
      if (size > bytes.length) throw corruptionOf(file);
      let read = 1;
      for (let at = 0; at < bytes.length && read > 0; at += read) {
        read = readSync(descriptor, bytes, at, Math.min(PIECE, bytes.length - at), null);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof BadCheckpoint) throw error;
    throw new BadCheckpoint(`can't read ${file}: ${messageOf(error)}; leave out --resume`);
  }
  if (sumOf(bytes) !== kept.sum) throw corruptionOf(file);
};

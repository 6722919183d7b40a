/**
 * A search on disk, as it was at the end of a level. A folder with a header, which is written last and replaced as a whole, and
 * beside it one file for each array and each interner.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '../explore/canonical.ts';
import { restoreTexts, type SharedTexts } from '../explore/interner.ts';
import { type Control, completeBlocks, resumeAt, settledAt } from '../explore/search.ts';
import type { Space } from '../explore/space.ts';
import { BLOCK, type Table } from '../explore/table.ts';

/** There is no checkpoint, or it is of another search. The message says what is wrong, in one line. */
export class BadCheckpoint extends Error {}

export interface SearchParts {
  readonly space: Space;
  readonly args: unknown;
  readonly texts: Readonly<Record<string, SharedTexts>>;
  readonly table: Table;
  readonly control: Control;
}

const FORMAT = 'figure2 checkpoint 1';

interface Header {
  readonly format: typeof FORMAT;
  /** What is explored: a checkpoint of something else is refused. */
  readonly subject: string;
  readonly blocks: number;
  readonly settled: ReturnType<typeof settledAt>;
  /** Numbers and characters of each interner. */
  readonly texts: Readonly<
    Record<string, { readonly file: string; readonly size: number; readonly characters: number }>
  >;
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
const arraysOf = ({ table: { memory } }: SearchParts, blocks: number) => ({
  'rows.bin': memory.rows.subarray(0, blocks * BLOCK * memory.width),
  'parents.bin': memory.parents.subarray(0, blocks * BLOCK),
  'used.bin': memory.used.subarray(0, blocks),
});

/** Writes a checkpoint in place of the one that is there. The threads must hold or have ended. */
export const writeCheckpoint = (folder: string, parts: SearchParts): void => {
  mkdirSync(folder, { recursive: true });
  const blocks = completeBlocks(parts.control);
  for (const [name, array] of Object.entries(arraysOf(parts, blocks))) writeArray(join(folder, `${name}.new`), array);
  const texts: Record<string, Header['texts'][string]> = {};
  for (const [place, [kind, { head, ends, characters }]] of Object.entries(parts.texts).entries()) {
    const size = head[0] ?? 0;
    const length = ends[size - 1] ?? 0;
    const file = `texts-${place}.bin`;
    writeArray(join(folder, `${file}.new`), characters.subarray(0, length));
    writeArray(join(folder, `ends-${place}.bin.new`), ends.subarray(0, size));
    texts[kind] = { file, size, characters: length };
  }
  const header: Header = {
    format: FORMAT,
    subject: subjectOf(parts),
    blocks,
    settled: settledAt(parts.control),
    texts,
  };
  // Between here and the new header the folder holds no checkpoint, rather than half of one.
  rmSync(join(folder, HEADER), { force: true });
  const files = [
    ...Object.keys(arraysOf(parts, 0)),
    ...Object.values(texts).flatMap(({ file }) => [file, endsFile(file)]),
  ];
  for (const file of files) renameSync(join(folder, `${file}.new`), join(folder, file));
  writeFileSync(join(folder, `${HEADER}.new`), JSON.stringify(header, null, 2));
  renameSync(join(folder, `${HEADER}.new`), join(folder, HEADER));
};

const endsFile = (file: string): string => file.replace('texts', 'ends');

/**
 * Puts a search where a checkpoint was.
 *
 * @throws BadCheckpoint
 */
export const readCheckpoint = (folder: string, parts: SearchParts): Header => {
  const header = readHeader(join(folder, HEADER));
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
  for (const [kind, { file, size, characters }] of Object.entries(header.texts)) {
    const shared = parts.texts[kind];
    if (!shared || size > shared.ends.length || characters > shared.characters.length) {
      throw new BadCheckpoint(
        `${folder} holds more components than fit into the memory that is allowed; allow more with --memory`,
      );
    }
    readArray(join(folder, file), shared.characters.subarray(0, characters));
    readArray(join(folder, endsFile(file)), shared.ends.subarray(0, size));
    restoreTexts(shared, size);
  }
  for (const [name, array] of Object.entries(arraysOf(parts, header.blocks))) readArray(join(folder, name), array);
  parts.table.restore(header.blocks);
  resumeAt(parts.control, header.settled);
  return header;
};

const readHeader = (file: string): Header => {
  if (!existsSync(file))
    throw new BadCheckpoint(`there is no ${file}; give the folder of a checkpoint, or leave out --resume`);
  try {
    const header = JSON.parse(readFileSync(file, 'utf8')) as { readonly format?: unknown };
    if (header.format === FORMAT) return header as Header;
  } catch {
    // said below
  }
  throw new BadCheckpoint(`${file} is no checkpoint of this version; leave out --resume`);
};

/** Writes and reads go in pieces, since a single one is bounded. */
const PIECE = 2 ** 28;

type Numbers = Int32Array | Uint16Array | Float64Array;

const bytesOf = (array: Numbers): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const writeArray = (file: string, array: Numbers): void => {
  const descriptor = openSync(file, 'w');
  try {
    const bytes = bytesOf(array);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, Math.min(PIECE, bytes.length - at));
  } finally {
    closeSync(descriptor);
  }
};

const readArray = (file: string, array: Numbers): void => {
  const bytes = bytesOf(array);
  let at = 0;
  try {
    const descriptor = openSync(file, 'r');
    try {
      for (let read = 1; at < bytes.length && read > 0; at += read) {
        read = readSync(descriptor, bytes, at, Math.min(PIECE, bytes.length - at), null);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new BadCheckpoint(`can't read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (at < bytes.length)
    throw new BadCheckpoint(`${file} is cut short: ${at} of ${bytes.length} bytes; leave out --resume`);
};

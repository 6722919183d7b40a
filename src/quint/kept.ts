/** A specification as it was read and checked, kept as bytes, so that nobody reads it again while its text is the same. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Loc } from '@informalsystems/quint/dist/src/ErrorMessage.js';
import { version } from '@informalsystems/quint/dist/src/version.js';
import type { Program } from './program.ts';
import { Sources, textOf } from './sources.ts';

/** Raised when what is kept of a program changes. */
const FORMAT = 1;

/** Of which library and of which layout it is. What another one has kept is not taken. */
const MAKER = `figure2 ${FORMAT}, quint ${version}`;

interface Kept {
  readonly maker: string;
  /** The texts of all files, by their paths from the folder of the specification. */
  readonly texts: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<bigint, Loc>;
  readonly program: Omit<Program, 'file' | 'main' | 'definitions' | 'sources'>;
}

const DIGEST_BYTES = 32;

const digestOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** @param program Read with all checks. */
export const keepProgram = ({ file, sources, ...program }: Program): Uint8Array => {
  const folder = dirname(resolve(file));
  const nameOf = (path: string): string => relative(folder, resolve(path));
  const { main: _main, definitions: _definitions, ...rest } = program;
  const kept: Kept = {
    maker: MAKER,
    texts: new Map(Array.from(sources.texts, ([path, text]) => [nameOf(path), text])),
    places: movedTo(sources.places, nameOf),
    program: rest,
  };
  const bytes = brotliCompressSync(serialize(kept), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  return Buffer.concat([digestOf(bytes), bytes]);
};

/** What was kept of this file; undefined: its text or that of a file that it imports is another one now, or the bytes are no such thing. */
export const takeProgram = (file: string, kept: Uint8Array): Omit<Program, 'main' | 'definitions'> | undefined => {
  const found = readKept(kept);
  if (found === undefined) return undefined;
  const folder = dirname(resolve(file));
  // Errors name the file itself as the caller does.
  const pathOf = (name: string): string => (join(folder, name) === resolve(file) ? file : join(folder, name));
  const texts = new Map(Array.from(found.texts, ([name, text]) => [pathOf(name), text]));
  if (Array.from(texts).some(([path, text]) => textNow(path) !== text)) return undefined;
  return { file, sources: new Sources(file, movedTo(found.places, pathOf), texts), ...found.program };
};

const readKept = (kept: Uint8Array): Kept | undefined => {
  const bytes = kept.subarray(DIGEST_BYTES);
  if (!digestOf(bytes).every((byte, place) => byte === kept[place])) return undefined;
  try {
    const read = deserialize(brotliDecompressSync(bytes)) as Kept;
    return read.maker === MAKER ? read : undefined;
  } catch {
    // Another version of Node may write otherwise.
    return undefined;
  }
};

const movedTo = (places: ReadonlyMap<bigint, Loc>, pathOf: (path: string) => string): ReadonlyMap<bigint, Loc> =>
  new Map(Array.from(places, ([id, place]) => [id, { ...place, source: pathOf(place.source) }]));

const textNow = (path: string): string | undefined => {
  try {
    return textOf(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

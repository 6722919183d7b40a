/**
 * An entry of the log as bytes: its term, then its command behind a 0, or the name of another kind and what stands under it as JSON
 * behind a 1. Kinds are an open set, and what they hold is JSON.
 */
import { commandOf, type Entry, heldIn, kindOf } from '../../core/entries.ts';
import { MalformedBytes } from './malformed.ts';
import type { ByteReader } from './reader.ts';
import { readText, writeText } from './text.ts';
import type { ByteWriter } from './writer.ts';

const COMMAND = 0;
const OTHER = 1;

/** No entry takes less: a term, what it is, and the length of a text. */
const ENTRY_MIN_BYTES = 3;

/** Writes an entry. */
export const writeEntry = (writer: ByteWriter, entry: Entry): void => {
  writer.number(entry.term);
  const command = commandOf(entry);
  if (command !== undefined) {
    writer.byte(COMMAND);
    writeText(writer, command);
    return;
  }
  writer.byte(OTHER);
  writeText(writer, kindOf(entry));
  writeText(writer, JSON.stringify(heldIn(entry)));
};

/** Reads an entry. Throws `MalformedBytes`. */
export const readEntry = (reader: ByteReader): Entry => {
  const term = reader.number();
  const sort = reader.byte();
  if (sort === COMMAND) return { term, command: readText(reader) };
  if (sort !== OTHER) throw new MalformedBytes(`an entry of the unknown sort ${sort}`);
  const kind = readText(reader);
  const content = readText(reader);
  if (['', 'term', 'command', '__proto__'].includes(kind)) throw new MalformedBytes(`an entry of the kind "${kind}"`);
  return { term, [kind]: jsonValue(content) } as unknown as Entry;
};

/** Writes entries behind their number. */
export const writeEntries = (writer: ByteWriter, entries: readonly Entry[]): void => {
  writer.number(entries.length);
  for (const entry of entries) writeEntry(writer, entry);
};

/** Reads entries. Throws `MalformedBytes`. */
export const readEntries = (reader: ByteReader): readonly Entry[] => {
  const entries: Entry[] = [];
  for (let left = reader.count(ENTRY_MIN_BYTES); left > 0; left--) entries.push(readEntry(reader));
  return entries;
};

/** So deep may be what an entry of another kind holds: what goes through it needs no more stack than there is. */
const MAX_DEPTH = 64;

const jsonValue = (json: string): unknown => {
  const value = parseJson(json);
  if (!isShallow(value, MAX_DEPTH)) throw new MalformedBytes('an entry that holds more levels than it may');
  return value;
};

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    throw new MalformedBytes('an entry that is no JSON');
  }
};

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1)));

/**
 * A text as bytes. A text is any sequence of UTF-16 code units (D-18): as UTF-8 where it is well-formed, and in UTF-16 where a half of
 * a pair stands alone. Before it stands twice the number of its bytes, plus one for UTF-16.
 */
import { MalformedBytes } from './malformed.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

/** Writes a text. */
export const writeText = (writer: ByteWriter, text: string): void => {
  if (writer.ascii(text)) return;
  const encoding = isWellFormed(text) ? 'utf8' : 'utf16le';
  const length = Buffer.byteLength(text, encoding);
  writer.number(length * 2 + (encoding === 'utf8' ? 0 : 1));
  if (length > 0) writer.room(length).write(text, encoding);
};

/** Reads a text: the same code units that were written. Throws `MalformedBytes`. */
export const readText = (reader: ByteReader): string => {
  const head = reader.number();
  const length = Math.floor(head / 2);
  if (head % 2 === 0) return reader.utf8(length);
  const text = reader.raw(length).toString('utf16le');
  if (length % 2 === 1 || isWellFormed(text)) throw new MalformedBytes('a text that is not in UTF-16 by need');
  return text;
};

/** Is no half of a surrogate pair alone? */
const isWellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed(); // ES2024, in Node from 20 on

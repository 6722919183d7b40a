/** A text as the part of an address behind `#`: deflated, in packets that need no escape. In browsers and in Node alike. */
import type { Parsed } from '../trace/grammar.ts';

/** Nobody shares as much; an address that unpacks to more is there to do harm. */
const MAX_LENGTH = 16 * 1024 * 1024;

export const pack = async (text: string): Promise<string> => {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'), Infinity);
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** Never throws; the reason is one line. */
export const unpack = async (address: string): Promise<Parsed<string>> => {
  try {
    const characters = atob(address.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
    const text = await through(bytes, new DecompressionStream('deflate-raw'), MAX_LENGTH);
    return { ok: true, value: new TextDecoder().decode(text) };
  } catch {
    return { ok: false, because: 'it is cut off or altered' };
  }
};

/** Only packed texts are long; nothing that unpacks to more than the bound is read to its end. */
const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  maxLength: number,
): Promise<Uint8Array> => {
  const reader = new Blob([bytes]).stream().pipeThrough<Uint8Array>(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > maxLength) throw new Error('too long');
    parts.push(read.value);
  }
  const whole = new Uint8Array(length);
  for (let place = 0, next = parts.shift(); next; place += next.length, next = parts.shift()) whole.set(next, place);
  return whole;
};

/** A limit on the memory of a WebAssembly module, which Go's compiler does not set: the module says itself how far it may grow. */

const HEADER = 8;
const MEMORY_SECTION = 5;

/** An unsigned number as WebAssembly writes it, seven bits at a time; and where it ends. */
const readNumber = (bytes: Uint8Array, at: number): readonly [number, number] => {
  let value = 0;
  for (let place = at, shift = 0; ; place++, shift += 7) {
    const byte = bytes[place] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, place + 1];
  }
};

const writeNumber = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...writeNumber(Math.floor(value / 0x80))];

/**
 * The same module, whose one memory may grow to so many pages of 64 KiB.
 *
 * @throws Error when it has no memory of its own, or begins with more.
 */
export const withMemoryMaximum = (module: Uint8Array, pages: number): Uint8Array => {
  for (let at = HEADER; at < module.length; ) {
    const [length, begin] = readNumber(module, at + 1);
    if (module[at] === MEMORY_SECTION) {
      const [, flagsAt] = readNumber(module, begin);
      const [least] = readNumber(module, flagsAt + 1);
      if (least > pages) throw new Error(`the module begins with ${least} pages of memory, and may have ${pages}`);
      const content = [1, 1, ...writeNumber(least), ...writeNumber(pages)];
      const section = [MEMORY_SECTION, ...writeNumber(content.length), ...content];
      return Buffer.concat([module.subarray(0, at), Uint8Array.from(section), module.subarray(begin + length)]);
    }
    at = begin + length;
  }
  throw new Error('the module has no memory of its own');
};

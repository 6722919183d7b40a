/**
 * Texts and their numbers. Each thread has an interner of its own or, where several explore one model, all have the same
 * shared one: a text has the same number in every thread. Which number that is depends on who came first.
 */

/** Gives each distinct text a number, counted from 0. */
export interface Interner {
  readonly size: number;
  /** Memory that the texts take, roughly. */
  readonly bytes: number;
  readonly numberOf: (text: string) => number;
  readonly textOf: (number: number) => string;
}

/** The interner of a single thread. */
export const privateInterner = (): Interner => {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  let length = 0;
  return {
    get size() {
      return texts.length;
    },
    get bytes() {
      return length * BYTES_A_CHARACTER + texts.length * BYTES_A_TEXT;
    },
    numberOf: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      length += text.length;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (number) => texts[number] ?? '',
  };
};

/** The value beside its text, and the entry of a map. Measured, roughly. */
const BYTES_A_CHARACTER = 1.5;
const BYTES_A_TEXT = 120;

/** What threads share of an interner. Sent to each of them. */
export interface SharedTexts {
  /** The words below. */
  readonly head: Int32Array;
  /** Where each text ends; it begins where the one before ends. */
  readonly ends: Float64Array;
  readonly characters: Uint16Array;
  /** Numbers + 1 by the hash of their texts; 0: free. */
  readonly slots: Int32Array;
}

const SIZE = 0;
const LOCK = 1;

/** Room for so many texts with so many characters in all. Memory that is not used is not taken. */
export const sharedTexts = (texts: number, characters: number): SharedTexts => ({
  head: new Int32Array(new SharedArrayBuffer(8)),
  ends: new Float64Array(new SharedArrayBuffer(8 * texts)),
  characters: new Uint16Array(new SharedArrayBuffer(2 * characters)),
  slots: new Int32Array(new SharedArrayBuffer(4 * 2 ** Math.ceil(Math.log2(texts * 2)))),
});

/** There is no room for another text. */
export class InternerFull extends Error {}

const hashOf = (text: string): number => {
  let hash = text.length;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b) ^ (hash >>> 13);
};

/** One thread's view of a shared interner. What it has seen once it finds without asking the others. */
export const sharedInterner = (shared: SharedTexts): Interner => {
  const { head } = shared;
  const numbers = new Map<string, number>();
  const texts: (string | undefined)[] = [];
  const remember = (text: string, number: number): number => {
    numbers.set(text, number);
    texts[number] = text;
    return number;
  };
  return {
    get size() {
      return Atomics.load(head, SIZE);
    },
    get bytes() {
      const size = Atomics.load(head, SIZE);
      return endOf(shared, size - 1) * (2 + BYTES_A_CHARACTER) + size * (BYTES_A_TEXT + 16);
    },
    numberOf: (text) =>
      numbers.get(text) ??
      remember(
        text,
        withLock(head, () => findOrAdd(shared, text)),
      ),
    textOf: (number) => {
      const known = texts[number];
      if (known !== undefined) return known;
      const text = readText(shared, number);
      texts[number] = text;
      return text;
    },
  };
};

const endOf = ({ ends }: SharedTexts, number: number): number => (number < 0 ? 0 : (ends[number] ?? 0));

const readText = (shared: SharedTexts, number: number): string => {
  const end = endOf(shared, number);
  let text = '';
  for (let start = endOf(shared, number - 1); start < end; start += 4096) {
    text += String.fromCharCode(...shared.characters.subarray(start, Math.min(end, start + 4096)));
  }
  return text;
};

const isTextAt = (shared: SharedTexts, number: number, text: string): boolean => {
  const start = endOf(shared, number - 1);
  if (endOf(shared, number) - start !== text.length) return false;
  for (let place = 0; place < text.length; place++) {
    if (shared.characters[start + place] !== text.charCodeAt(place)) return false;
  }
  return true;
};

const findOrAdd = (shared: SharedTexts, text: string): number => {
  const { head, ends, characters, slots } = shared;
  const mask = slots.length - 1;
  let slot = hashOf(text) & mask;
  for (let number = slots[slot] ?? 0; number !== 0; number = slots[slot] ?? 0) {
    if (isTextAt(shared, number - 1, text)) return number - 1;
    slot = (slot + 1) & mask;
  }
  const number = head[SIZE] ?? 0;
  const start = endOf(shared, number - 1);
  if (number >= ends.length || start + text.length > characters.length) throw new InternerFull();
  for (let place = 0; place < text.length; place++) characters[start + place] = text.charCodeAt(place);
  ends[number] = start + text.length;
  slots[slot] = number + 1;
  Atomics.store(head, SIZE, number + 1);
  return number;
};

/** Finds the first texts again, which were put there from a file. Before any thread asks. */
export const restoreTexts = (shared: SharedTexts, size: number): void => {
  const { head, slots } = shared;
  slots.fill(0);
  const mask = slots.length - 1;
  for (let number = 0; number < size; number++) {
    let slot = hashOf(readText(shared, number)) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }
  head[SIZE] = size;
};

const FREE = 0;
const TAKEN = 1;
const WANTED = 2;

/** Runs alone. The lock is the usual one of three states: whoever has to wait says so. */
const withLock = <T>(head: Int32Array, work: () => T): T => {
  if (Atomics.compareExchange(head, LOCK, FREE, TAKEN) !== FREE) {
    while (Atomics.exchange(head, LOCK, WANTED) !== FREE) Atomics.wait(head, LOCK, WANTED);
  }
  try {
    return work();
  } finally {
    if (Atomics.exchange(head, LOCK, FREE) === WANTED) Atomics.notify(head, LOCK, 1);
  }
};

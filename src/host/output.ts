// Room src/host. What only Node has: files, output, progress, and the loading of modules that users wrote.
// What may be touched here: how something is read or written, and how that fails: in one line, never with a stack
// trace.

/** What is written to standard output and standard error. */

import { isatty } from 'node:tty';
import picocolors from 'picocolors';
import { jsonText, printable, withoutControls } from '../text/printable.ts';
import { reasonOf } from './errors.ts';

/** Colours for standard output; none when it is no terminal (CI or not), or when NO_COLOR is set. */
export const colors = picocolors.createColors(picocolors.isColorSupported && isatty(1));

let failed = false;

/** Could something not be written to standard output? A reader that went away does not count: it has read enough. */
export const outputFailed = (): boolean => failed;

/** Must be called once, before anything is printed: an output that breaks is no reason to crash. */
export const watchOutput = (): void => {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (failed || error.code === 'EPIPE') return;
    failed = true;
    process.exitCode = 2;
    complain(`can't write to standard output: ${reasonOf(error)}`);
  });
};

/** A line, or several. */
export const print = (text: string): void => printText(`${text}\n`);

/** Standard output as it was before it was diverted; undefined: it is not. */
let undiverted: typeof process.stdout.write | undefined;

const diverted = ((...args: Parameters<typeof process.stderr.write>) =>
  process.stderr.write(...args)) as typeof process.stdout.write;

/** From here on whatever others write to standard output goes to standard error. What is printed here stays. */
export const divertOutput = (): void => {
  if (process.stdout.write === diverted) return;
  undiverted = Reflect.get<NodeJS.WriteStream, 'write'>(process.stdout, 'write');
  process.stdout.write = diverted;
};

/** Standard output is again what it was. */
export const restoreOutput = (): void => {
  if (process.stdout.write === diverted && undiverted) process.stdout.write = undiverted;
};

const writeOut = (text: string): void => {
  if (process.stdout.write === diverted && undiverted) Reflect.apply(undiverted, process.stdout, [text]);
  else process.stdout.write(text);
};

/** A document that has its last line break. */
export const printText = (text: string): void => writeOut(withoutControls(text));

/** Documents that are not printed yet; undefined: nobody holds them back. */
let held: string[] | undefined;

/** From here on documents wait until it is known that nothing contradicts them. */
export const holdDocuments = (): void => {
  held ??= [];
};

/** Prints the documents that have waited; or forgets them, and those that may still come of work that nobody waits for. */
export const releaseDocuments = (areTrue: boolean): void => {
  const waiting = held ?? [];
  held = areTrue ? undefined : [];
  if (areTrue) for (const text of waiting) printText(text);
};

/** A result for standard output, in whatever format, with its last line break. */
export const printDocument = (text: string): void => {
  if (held) held.push(text);
  else printText(text);
};

export const printJson = (document: unknown): void => printDocument(`${jsonText(document, 2)}\n`);

/** Waits until whoever reads has taken all that was printed. */
export const flushOutput = async (): Promise<void> => {
  const flush = (stream: NodeJS.WriteStream, write: NodeJS.WriteStream['write']): Promise<void> =>
    new Promise((done) => void Reflect.apply(write, stream, ['', () => done()]));
  await flush(process.stdout, undiverted ?? Reflect.get<NodeJS.WriteStream, 'write'>(process.stdout, 'write'));
  await flush(process.stderr, Reflect.get<NodeJS.WriteStream, 'write'>(process.stderr, 'write'));
};

/** One line on standard error. */
export const complain = (line: string): void => void process.stderr.write(`figure2: ${printable(line)}\n`);

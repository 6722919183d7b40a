/** Files of journals: read line by line, put in order, and held against Figure 2. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { isSame } from '../../model/oracle/same.ts';
import { type JournalFile, UnreadableJournal } from '../../model/runs/journals/source.ts';
import { type JournalVerdict, validateJournals } from '../../model/runs/journals/validation.ts';
import type { Server, ServerId } from '../core/types.ts';
import { NoVerdict, reasonOf, UsageError } from '../host/errors.ts';
import { isJournal, type JournalHead, MAX_JOURNAL_LINE, parseJournalHead } from '../trace/journal.ts';

const CHUNK_BYTES = 2 ** 20;

const LINE_FEED = '\n';

/** What is longer without a line's end is no journal, whatever it is. */
const PATIENCE = 2 ** 16;

/**
 * The lines of a file, one after the other; at the end what follows the last line break. Flat: a chunk is read at a time.
 *
 * @throws UsageError when it can't be read, or has a line that is longer than a journal's.
 */
export function* linesOf(path: string, onBytes?: (bytes: number) => void): Generator<string, string> {
  const file = openFile(path);
  try {
    const decoder = new StringDecoder('utf8');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let parts: string[] = [];
    let length = 0;
    let number = 1;
    for (;;) {
      const count = read(path, file, chunk);
      if (count === 0) return parts.join('');
      onBytes?.(count);
      const text = decoder.write(chunk.subarray(0, count));
      let start = 0;
      for (let end = text.indexOf(LINE_FEED); end !== -1; end = text.indexOf(LINE_FEED, start)) {
        const rest = text.slice(start, end);
        yield parts.length === 0 ? rest : parts.join('') + rest;
        if (parts.length > 0) parts = [];
        length = 0;
        number++;
        start = end + 1;
      }
      if (start < text.length) {
        parts.push(text.slice(start));
        length += text.length - start;
        expectLine(path, number, parts, length);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Something that has no lines is not read to its end. */
const expectLine = (path: string, number: number, parts: readonly string[], length: number): void => {
  if (number === 1 && length > PATIENCE && !isJournal(parts[0] ?? ''))
    throw notJournal(path, 'its first line has no end');
  if (length > MAX_JOURNAL_LINE)
    throw new UsageError(
      `${path}:${number}: a line of a journal has at most ${MAX_JOURNAL_LINE} characters; this is none`,
    );
};

const notJournal = (path: string, because: string): UsageError =>
  new UsageError(`${path} is no journal: ${because}; give files that a node has recorded`);

const openFile = (path: string): number => {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new Error('it is a folder');
    if (!stats.isFile()) throw new Error('it is no file');
    return openSync(path, 'r');
  } catch (error) {
    throw new UsageError(`can't read ${path}: ${reasonOf(error)}; give the path of a file that exists`);
  }
};

const read = (path: string, file: number, chunk: Buffer): number => {
  try {
    return readSync(file, chunk, 0, chunk.length, null);
  } catch (error) {
    throw new UsageError(`can't read ${path}: ${reasonOf(error)}; give the path of a file that exists`);
  }
};

/** @throws UsageError when its first line is no head. */
const fileOf = (path: string, onBytes: (bytes: number) => void): JournalFile => ({
  name: path,
  head: headOf(path),
  lines: behindHead(path, onBytes),
});

/** The head of a file, without the server that stands in it: a night of files has thousands of them, each with a whole state. */
const headOf = (path: string): JournalFile['head'] => {
  const { server: _server, ...about } = readHead(path);
  return {
    ...about,
    get server() {
      if (latest?.path !== path) latest = { path, server: readHead(path).server };
      return latest.server;
    },
  };
};

/** The server that was read last: it is asked for several times, and then no more. */
let latest: { readonly path: string; readonly server: Server } | undefined;

/** @throws UsageError when the first line of a file is no head. */
const readHead = (path: string): JournalHead => {
  const lines = linesOf(path);
  const { done, value } = lines.next();
  lines.return('');
  if (done === true) throw notJournal(path, value === '' ? 'it is empty' : 'it has no whole line');
  const parsed = parseJournalHead(value);
  if (!parsed.ok) throw notJournal(path, parsed.because);
  return parsed.value;
};

/** Opened when it is read. */
function* behindHead(path: string, onBytes: (bytes: number) => void): Generator<string, string> {
  const lines = linesOf(path, onBytes);
  lines.next();
  return yield* lines;
}

/** The files of each server in their order. @throws UsageError, NoVerdict */
const inOrder = (files: readonly JournalFile[]): ReadonlyMap<ServerId, readonly JournalFile[]> => {
  const byServer = new Map<ServerId, JournalFile[]>();
  const [first] = files;
  for (const file of files) {
    const other = first && difference(first, file);
    if (first && other !== undefined)
      throw new UsageError(
        `${first.name} and ${file.name} are of different clusters: ${other}; give the journals of one`,
      );
    const own = byServer.get(file.head.id) ?? [];
    byServer.set(file.head.id, own);
    own.push(file);
  }
  for (const own of byServer.values()) {
    own.sort((a, b) => a.head.number - b.head.number);
    for (const [place, next] of own.entries()) if (place > 0) expectNext(own[place - 1] ?? next, next);
  }
  return byServer;
};

const difference = ({ head: a }: JournalFile, { head: b }: JournalFile): string | undefined => {
  for (const name of ['cluster', 'options', 'extensions'] as const)
    if (!isSame(a[name], b[name])) return `${name} is ${JSON.stringify(a[name])} and ${JSON.stringify(b[name])}`;
  const [ours, theirs] = [[...a.servers].sort(), [...b.servers].sort()];
  return isSame(ours, theirs) ? undefined : `servers is ${ours.join(' ')} and ${theirs.join(' ')}`;
};

const expectNext = (a: JournalFile, b: JournalFile): void => {
  const [one, other] = [a.head.number, b.head.number];
  if (one === other) throw new UsageError(`${a.name} and ${b.name} are both file ${one} of ${a.head.id}; give it once`);
  if (other > one + 1)
    throw new NoVerdict(
      `not decided: of ${a.head.id} file ${one + 1} is missing between ${a.name} and ${b.name}; give it too, or those after it alone`,
    );
};

/** What is said of files of journals. */
export interface ValidatedJournals extends JournalVerdict {
  /** Of which servers there are journals, and in which files. */
  readonly files: Readonly<Record<ServerId, readonly string[]>>;
}

/**
 * Holds files against Figure 2: those of any number of servers of one cluster, in any order.
 *
 * @throws UsageError when one is no journal; NoVerdict when a file is missing between others.
 */
export const validateFiles = (
  paths: readonly string[],
  onProgress?: (steps: number, done: number, total: number) => void,
): ValidatedJournals => {
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
  };
  const journals = inOrder([...new Set(paths)].map((path) => fileOf(path, onBytes)));
  const total = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  try {
    const verdict = validateJournals({ journals, onProgress: (steps) => onProgress?.(steps, done, total) });
    const files = [...journals].map(([id, own]) => [id, own.map(({ name }) => name)] as const);
    return { ...verdict, files: Object.fromEntries(files) };
  } catch (error) {
    if (error instanceof UnreadableJournal) throw new UsageError(error.message);
    throw error;
  }
};

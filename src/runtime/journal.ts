/**
 * What a node records: each batch that it has stepped, as lines of a journal, before any of its effects is executed. Files follow each
 * other, each with a head of its own.
 *
 * The lines are written to the cache of the operating system and not synced: they outlive a kill of the process, and not a loss
 * of power. A journal that can't be written ends, and the node goes on: a full disk of records is no reason to take a healthy server
 * away from its cluster.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Event, Message, Server, Step } from '../core/types.ts';
import type { ForeignArrival, StepAction } from '../trace/grammar.ts';
import {
  formatJournalEnd,
  formatJournalHead,
  formatJournalLine,
  type JournalBeginning,
  type JournalOwner,
  MAX_JOURNAL_LINE,
  parseJournalName,
} from '../trace/journal.ts';

/** Where a node records, and how much of it is kept. */
export interface RecordOptions {
  /** The path of the newest file; those before it have the same with `.1`, `.2` and so on behind it, the oldest with the highest number. */
  readonly file: string;
  /** Bytes of lines in one file, 4 Ki to 16 Gi; the next batch begins another. Default: 64 Mi. */
  readonly maxBytes?: number;
  /** Files that are kept, 1 to 10,000; the oldest beyond them is removed. Default: 16. */
  readonly files?: number;
}

/** Where nothing is said. */
export const defaultRecordOptions: Required<Omit<RecordOptions, 'file'>> = { maxBytes: 64 * 2 ** 20, files: 16 };

/** An event that a node has stepped, and what came of it. */
export interface TakenStep extends Step {
  readonly event: Event;
}

/** What becomes of what a node does: recorded or not, or no longer, and why. */
export type RecordingStatus = 'off' | 'on' | `ended: ${string}`;

export class Journal {
  readonly #options: Required<RecordOptions>;
  readonly #owner: JournalOwner;
  #number: number;
  #file: number | undefined;
  /** Bytes of the present file. */
  #length = 0;
  /** Bytes of its head. */
  #headLength = 0;
  /** Of the last batch, in microseconds. */
  #lastTimeUs = 0;
  #status: RecordingStatus = 'on';

  /**
   * Begins a file, behind those that are there.
   *
   * @param server as it has come back from its disk.
   * @throws Error, one line, when it can't be written, or when something else than a journal of this server stands there.
   */
  constructor({ file, maxBytes, files }: RecordOptions, owner: JournalOwner, server: Server) {
    const { maxBytes: usualBytes, files: usualFiles } = defaultRecordOptions;
    this.#options = { file, maxBytes: maxBytes ?? usualBytes, files: files ?? usualFiles };
    this.#owner = owner;
    this.#number = numberIn(file, owner);
    this.#begin('restart', server);
  }

  get status(): RecordingStatus {
    return this.#status;
  }

  /** Writes a batch. Never throws: what fails ends the journal. @param before the server before the first of the steps. */
  write(before: Server, steps: readonly TakenStep[]): void {
    if (this.#file === undefined || steps.length === 0) return;
    try {
      if (this.#length - this.#headLength >= this.#options.maxBytes) this.#begin('rotation', before);
      // Lines of one batch have one time, and no other batch has it.
      this.#lastTimeUs = Math.max(Math.round(performance.now() * 1000), this.#lastTimeUs + 1);
      const lines = steps.map(({ event, server, fired }) =>
        boundedLine(formatJournalLine(this.#lastTimeUs / 1000, actionOf(before, event), { server, fired })),
      );
      this.#length += writeAt(this.#file, `${lines.join('\n')}\n`, this.#length);
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  /** Closes the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** The next file stands in its place when its head is whole, so that one that can't be begun leaves the one before it as it was. */
  #begin(begins: JournalBeginning['begins'], server: Server): void {
    const { file, files } = this.#options;
    const head = boundedLine(formatJournalHead({ ...this.#owner, number: this.#number + 1, begins, server }));
    const unfinished = `${file}.new`;
    const next = openSync(unfinished, 'w+', 0o600);
    try {
      this.#headLength = writeAt(next, `${head}\n`, 0);
      makeRoom(file, files);
      renameSync(unfinished, file);
    } catch (error) {
      closeSync(next);
      rmSync(unfinished, { force: true });
      throw error;
    }
    this.close();
    this.#file = next;
    this.#number++;
    this.#length = this.#headLength;
  }

  /** Says in the file that nothing follows: behind the last whole batch, or in the place of its last lines if there is no room. */
  #end(because: string): void {
    this.#status = `ended: ${because}`;
    process.emitWarning(
      `${this.#owner.id} records no more into ${this.#options.file}, and goes on without: ${because}`,
    );
    const file = this.#file;
    if (file === undefined) return;
    const mark = `${formatJournalEnd(because)}\n`;
    if (!isWritten(file, mark, this.#length)) isWritten(file, mark, lineBefore(file, this.#length - LAST_LINES));
    this.close();
  }
}

/** What may be given up for saying that the recording has ended. */
const LAST_LINES = 4096;

const isWritten = (file: number, text: string, place: number): boolean => {
  try {
    ftruncateSync(file, place);
    writeAt(file, text, place);
    return true;
  } catch {
    return false; // the head of the next file shows it all the same: these lines do not lead to its disk
  }
};

/** @returns how many bytes were written. */
const writeAt = (file: number, text: string, place: number): number => {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, place + written);
  return bytes.length;
};

/** Where the line begins in which a place lies. */
const lineBefore = (file: number, place: number): number => {
  const bytes = Buffer.alloc(FIRST_BYTES);
  const from = Math.max(0, place - FIRST_BYTES);
  const length = readSync(file, bytes, 0, Math.max(0, place - from), from);
  return from + bytes.subarray(0, length).lastIndexOf(LINE_FEED) + 1;
};

const LINE_FEED = 10;

/** A server that nobody in the cluster is, or that somebody else is, has said it (D-23). */
const actionOf = ({ id, peers }: Server, event: Event): StepAction | ForeignArrival => {
  if (!isMessage(event)) return { type: 'event', id, event };
  return event.to === id && peers.includes(event.from)
    ? { type: 'deliver', message: event }
    : { type: 'foreign', id, message: event };
};

const isMessage = (event: Event): event is Message => 'from' in event;

const boundedLine = (line: string): string => {
  if (line.length <= MAX_JOURNAL_LINE) return line;
  throw new Error(`a line would have ${line.length} characters, and ${MAX_JOURNAL_LINE} are the most that is read`);
};

/** The file becomes the one before it, and so on; the oldest goes. */
const makeRoom = (file: string, files: number): void => {
  if (!existsSync(file)) return;
  const nameOf = (age: number): string => (age === 0 ? file : `${file}.${age}`);
  let free = 1;
  while (free < files && existsSync(nameOf(free))) free++;
  if (free === files) rmSync(nameOf(free - 1));
  for (let age = Math.min(free, files - 1); age > 0; age--) renameSync(nameOf(age - 1), nameOf(age));
};

/** A head has a log in it; what says whose it is stands before. */
const FIRST_BYTES = 2 ** 16;

/** The number of the newest file that stands there; 0: none does. @throws Error when it is of somebody else. */
const numberIn = (file: string, { id, cluster }: JournalOwner): number => {
  const newest = [file, `${file}.1`].find((name) => existsSync(name));
  if (newest === undefined) return 0;
  const found = parseJournalName(beginningOf(newest));
  if (found !== undefined && found.id === id && found.cluster === cluster) return found.number;
  throw new Error(`${newest} is no journal of ${id} of cluster ${cluster}; give another path, or move it away`);
};

const beginningOf = (name: string): string => {
  const file = openSync(name, 'r');
  try {
    const bytes = Buffer.alloc(FIRST_BYTES);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, FIRST_BYTES, 0));
  } finally {
    closeSync(file);
  }
};

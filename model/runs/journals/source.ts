/** The files of a server's journal, line by line: which lines are of one batch, and what became of it. */
import type { ServerId } from '../../../src/core/types.ts';
import { excerpt } from '../../../src/text/printable.ts';
import { type JournalHead, type JournalLine, parseJournalEnd, parseJournalLine } from '../../../src/trace/journal.ts';

/** A file of a journal, of which the head has been read. */
export interface JournalFile {
  readonly name: string;
  readonly head: JournalHead;
  /** The lines behind the head; at the end what follows the last line break, which is empty where the file was not torn. */
  readonly lines: Iterator<string, string>;
}

/** A line of a file, counted from 1. */
export interface JournalPlace {
  readonly file: string;
  readonly line: number;
}

/** A line and where it stands. */
export interface PlacedLine extends JournalPlace, JournalLine {
  readonly text: string;
}

/** Where a file begins. */
export interface PlacedHead extends JournalPlace {
  readonly head: JournalHead;
}

/** What a server has stepped together. */
export interface JournalBatch {
  readonly lines: readonly PlacedLine[];
  /** The server was killed, or ended, before its next batch: what its disk was then. Absent: all effects were executed. */
  readonly killed?: PlacedHead;
}

/** What comes next in a journal. */
export type JournalItem =
  | { readonly type: 'head'; readonly placed: PlacedHead }
  | { readonly type: 'batch'; readonly batch: JournalBatch };

/** A file is no journal, or nothing can be said of it: where, what and how to mend it. */
export class UnreadableJournal extends Error {}

/** All that the files of one server say, in their order. @throws UnreadableJournal at the first line that is none. */
export function* itemsOf(files: readonly JournalFile[]): Generator<JournalItem, void> {
  for (const [place, { name: file, head, lines }] of files.entries()) {
    yield { type: 'head', placed: { file, line: 1, head } };
    const next = files[place + 1];
    let batch: PlacedLine[] = [];
    let line = 1;
    for (let read = lines.next(); ; read = lines.next()) {
      line++;
      if (read.done === true) {
        if (read.value !== '' && next?.head.begins === 'rotation')
          throw new UnreadableJournal(`${file}:${line}: it ends within a line, although the server went on`);
        break;
      }
      if (read.value.startsWith('#')) {
        const because = parseJournalEnd(read.value);
        if (because === undefined || next === undefined) continue;
        throw new UnreadableJournal(
          `${file}:${line}: not decided: recording has ended here (${excerpt(because)}), and what came before ${next.name} is not known; give the files up to here, or those behind it`,
        );
      }
      const placed = placedLine(read.value, { file, line }, head.id);
      const [first] = batch;
      if (first !== undefined && placed.timeMs !== first.timeMs) {
        if (placed.timeMs < first.timeMs)
          throw new UnreadableJournal(`${file}:${line}: its time lies before that of the line before`);
        yield { type: 'batch', batch: { lines: batch } };
        batch = [];
      }
      batch.push(placed);
    }
    if (batch.length === 0) continue;
    const killed = next?.head.begins === 'restart' ? { killed: { file: next.name, line: 1, head: next.head } } : {};
    yield { type: 'batch', batch: { lines: batch, ...killed } };
  }
}

const placedLine = (text: string, { file, line }: JournalPlace, id: ServerId): PlacedLine => {
  const parsed = parseJournalLine(text, id);
  if (!parsed.ok) throw new UnreadableJournal(`${file}:${line}: ${parsed.because}`);
  const { timeMs, action, outcome } = parsed.value;
  return { file, line, text, timeMs, action, outcome };
};

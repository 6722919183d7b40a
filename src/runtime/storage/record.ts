/**
 * What frames hold: the head of a segment, writes of the core, or the end of a segment. Numbers and texts are as in
 * `src/runtime/bytes`.
 */
import type { Term } from '../../core/entries.ts';
import type { Index } from '../../core/log.ts';
import type { Persist, ServerId, Snapshot } from '../../core/types.ts';
import { readEntries, writeEntries } from '../bytes/entry.ts';
import { MalformedBytes } from '../bytes/malformed.ts';
import type { ByteReader } from '../bytes/reader.ts';
import { readText, writeText } from '../bytes/text.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { StorageOwner } from './storage.ts';

/** Names a snapshot that lies in a file of its own. */
export interface SnapshotMark extends Omit<Snapshot, 'data'> {
  /** The number of its file, from 1 on. */
  readonly file: number;
  /** UTF-16 code units of its data. */
  readonly length: number;
}

/** A write of the core as the log has it: the data of a snapshot is in a file of its own. */
export interface LoggedWrite extends Omit<Persist, 'type' | 'snapshot'> {
  readonly snapshot?: SnapshotMark;
}

/** Where a log begins and ends. */
export interface LogRange {
  /** The last index that the snapshot covers; 0: there is none. */
  readonly snapshotIndex: Index;
  /** The term at that index. */
  readonly snapshotTerm: Term;
  /** The index of the last entry; `snapshotIndex` when there is none. */
  readonly lastIndex: Index;
}

/** What is durable when a segment begins: whoever has it, and all entries from there on, needs no earlier segment. */
export interface Beginning {
  readonly currentTerm: Term;
  readonly votedFor: ServerId | null;
  readonly snapshot: SnapshotMark | null;
  readonly log: LogRange;
}

/** The head of a segment. */
export interface SegmentHead {
  readonly owner: StorageOwner;
  /** All members of the cluster that it is written for, sorted; undefined: version 1 of the format does not say. */
  readonly members: readonly ServerId[] | undefined;
  /** Length of the file, in bytes. */
  readonly size: number;
  /** The number of the first frame behind the head. */
  readonly firstFrame: number;
  /** Is each frame durable before the next is written? */
  readonly isEachDurable: boolean;
  readonly beginning: Beginning;
}

/** What each record begins with. */
const RECORD = { head: 1, write: 2, end: 3 } as const;

/** Which fields of a write are there, as bits. */
const HAS = { term: 1, snapshot: 2, truncation: 4, entries: 8 } as const;

/** Writes the head of a segment, in the newest version. */
export const writeHead = (
  writer: ByteWriter,
  { owner, members = [], size, firstFrame, isEachDurable, beginning }: SegmentHead,
): void => {
  writer.byte(RECORD.head);
  writeText(writer, owner.cluster);
  writeText(writer, owner.id);
  writer.number(size);
  writer.number(firstFrame);
  writer.boolean(isEachDurable);
  writer.number(beginning.currentTerm);
  writeVote(writer, beginning.votedFor);
  writer.boolean(beginning.snapshot !== null);
  if (beginning.snapshot !== null) writeMark(writer, beginning.snapshot);
  writer.number(beginning.log.snapshotIndex);
  writer.number(beginning.log.snapshotTerm);
  writer.number(beginning.log.lastIndex);
  writer.number(members.length);
  for (const member of members) writeText(writer, member);
};

/** Reads the head of a segment of a version. Throws `MalformedBytes`. */
export const readHead = (reader: ByteReader, version: number): SegmentHead => {
  expectRecord(reader, RECORD.head);
  const owner = { cluster: readText(reader), id: readText(reader) };
  const size = reader.number();
  const firstFrame = reader.number();
  const isEachDurable = reader.boolean();
  const currentTerm = reader.number();
  const votedFor = readVote(reader);
  const snapshot = reader.boolean() ? readMark(reader) : null;
  const log = { snapshotIndex: reader.number(), snapshotTerm: reader.number(), lastIndex: reader.number() };
  const members = version === 1 ? undefined : readMembers(reader);
  reader.expectEnd();
  return { owner, members, size, firstFrame, isEachDurable, beginning: { currentTerm, votedFor, snapshot, log } };
};

/** No more servers are in a cluster. */
const MAX_MEMBERS = 31;

const readMembers = (reader: ByteReader): readonly ServerId[] => {
  const count = reader.number();
  if (count === 0 || count > MAX_MEMBERS) throw new MalformedBytes(`${count} members`);
  return Array.from({ length: count }, () => readText(reader));
};

/** Writes a write. */
export const writeWrite = (writer: ByteWriter, write: LoggedWrite): void => {
  const { currentTerm, votedFor, snapshot, truncateFrom, append } = write;
  writer.byte(RECORD.write);
  writer.byte(
    (currentTerm === undefined ? 0 : HAS.term) +
      (snapshot ? HAS.snapshot : 0) +
      (truncateFrom === undefined ? 0 : HAS.truncation) +
      (append ? HAS.entries : 0),
  );
  if (currentTerm !== undefined) {
    writer.number(currentTerm);
    writeVote(writer, votedFor ?? null);
  }
  if (snapshot) writeMark(writer, snapshot);
  if (truncateFrom !== undefined) writer.number(truncateFrom);
  if (append) {
    writer.number(append.firstIndex);
    writeEntries(writer, append.entries);
  }
};

/** Reads what a frame behind the head holds: writes in their order, or null for the end of the segment. Throws `MalformedBytes`. */
export const readWrites = (reader: ByteReader): readonly LoggedWrite[] | null => {
  const writes: LoggedWrite[] = [];
  while (reader.left > 0) {
    const record = reader.byte();
    if (record === RECORD.end && writes.length === 0) {
      reader.expectEnd();
      return null;
    }
    if (record !== RECORD.write) throw new MalformedBytes(`a record of the unknown kind ${record}`);
    writes.push(readWrite(reader));
  }
  return writes;
};

const readWrite = (reader: ByteReader): LoggedWrite => {
  const has = reader.byte();
  if (has > 15) throw new MalformedBytes(`a write with unknown fields ${has}`);
  return {
    ...(has & HAS.term ? { currentTerm: reader.number(), votedFor: readVote(reader) } : {}),
    ...(has & HAS.snapshot ? { snapshot: readMark(reader) } : {}),
    ...(has & HAS.truncation ? { truncateFrom: reader.number() } : {}),
    ...(has & HAS.entries ? { append: { firstIndex: reader.number(), entries: readEntries(reader) } } : {}),
  };
};

/** Writes the end of a segment: the log goes on in the next one. */
export const writeEnd = (writer: ByteWriter): void => writer.byte(RECORD.end);

const writeVote = (writer: ByteWriter, votedFor: ServerId | null): void => {
  writer.boolean(votedFor !== null);
  if (votedFor !== null) writeText(writer, votedFor);
};

const readVote = (reader: ByteReader): ServerId | null => (reader.boolean() ? readText(reader) : null);

/** Writes which snapshot is meant. */
export const writeMark = (writer: ByteWriter, mark: SnapshotMark): void => {
  writer.number(mark.file);
  writer.number(mark.lastIncludedIndex);
  writer.number(mark.lastIncludedTerm);
  writer.uint32(mark.checksum);
  writer.number(mark.length);
};

/** Reads which snapshot is meant. Throws `MalformedBytes`. */
export const readMark = (reader: ByteReader): SnapshotMark => ({
  file: reader.number(),
  lastIncludedIndex: reader.number(),
  lastIncludedTerm: reader.number(),
  checksum: reader.uint32(),
  length: reader.number(),
});

const expectRecord = (reader: ByteReader, expected: number): void => {
  const record = reader.byte();
  if (record !== expected) throw new MalformedBytes(`a record of kind ${record} where one of kind ${expected} belongs`);
};

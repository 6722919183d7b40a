/** What a restart sees in a directory: read, checked, and changed in nothing. */
import { join } from 'node:path';
import type { Entry } from '../../core/entries.ts';
import { append, emptyLog, entryAt } from '../../core/log.ts';
import { applyPersist, defaultOptions } from '../../core/server.ts';
import type { Durable, Persist, ServerId } from '../../core/types.ts';
import { corruptFault, orFault } from './fault.ts';
import type { FileSystem } from './fileSystem.ts';
import { objectionToMembers } from './members.ts';
import { numbersIn, segmentNames, snapshotNames, spareNames, unfinishedNames } from './names.ts';
import { cutAt, joins, lastKept, type SegmentPart } from './range.ts';
import type { Beginning, LoggedWrite, SegmentHead, SnapshotMark } from './record.ts';
import { framesIn, type LoggedFrame, readSegmentFile, readSegmentHead, type SegmentEnd } from './segmentFile.ts';
import { readSnapshot } from './snapshotFile.ts';
import { StorageFault, type StorageOwner } from './storage.ts';

/** Where the next frame is written. */
export interface LogEnd extends Pick<SegmentEnd, 'number' | 'place' | 'lastPlace'> {
  /** Is there something behind it that was never acknowledged? */
  readonly isTorn: boolean;
  readonly isEachDurable: boolean;
  /** How the segment before ends; undefined: there is none. */
  readonly before: Pick<SegmentEnd, 'place' | 'lastPlace'> | undefined;
}

/** All that a directory holds. */
export interface Recovered {
  readonly owner: StorageOwner;
  /** For which members it was written, sorted: as its segments say, or else who expects it; undefined: nobody says so. */
  readonly members: readonly ServerId[] | undefined;
  /** What a restart sees. */
  readonly state: Pick<Durable, 'currentTerm' | 'votedFor' | 'log' | 'snapshot'>;
  /** Which file its snapshot is in. */
  readonly mark: SnapshotMark | null;
  /** The segments that are in use, in their order: at least one. */
  readonly segments: SegmentPart[];
  readonly end: LogEnd;
  /** Names of segments that were begun before the last one had ended: nothing was written to them, and they go before that one goes on. */
  readonly begun: readonly string[];
  /** Names of other files that nobody needs, as soon as what was read is durable: what was about to be made or removed when the process ended. */
  readonly leftovers: readonly string[];
}

/** Told of each segment and of each of its frames, in their order. */
export interface Visitor {
  readonly segment?: (number: number, path: string, head: SegmentHead) => void;
  readonly frame?: (frame: LoggedFrame, segment: number) => void;
}

/** Whose a directory has to be, and for which members, sorted, it has to be written. */
export interface ExpectedOwner extends StorageOwner {
  readonly members: readonly ServerId[];
}

/**
 * Reads a directory.
 *
 * @param expected whose it has to be; null: anybody's.
 * @returns undefined when there is no log yet.
 * @throws StorageFault when it is somebody else's, corrupt, or of a newer version.
 */
export const recover = async (
  files: FileSystem,
  directory: string,
  expected: ExpectedOwner | null,
  visitor: Visitor = {},
): Promise<Recovered | undefined> => {
  const names = await orFault('list', directory, () => files.list(directory));
  const numbers = numbersIn(names, segmentNames);
  const first = firstOfLast(numbers);
  if (first === undefined) {
    expectBlank(directory, names);
    return undefined;
  }
  const replay = new Replay(files, directory, expected, visitor);
  for (const number of numbers.filter((each) => each >= first)) await replay.read(number);
  const { owner, members, state, segments, end, begun } = replay.result();
  const read = await snapshotOf(files, directory, owner, state.mark);
  return {
    owner,
    members,
    state: { ...state.durable, snapshot: read },
    mark: state.mark,
    segments,
    end,
    begun: begun.map(segmentNames.of),
    leftovers: [
      ...numbers.filter((number) => number < first).map(segmentNames.of),
      ...names.filter((name) => spareNames.numberIn(name) ?? unfinishedNames.numberIn(name)),
      ...numbersIn(names, snapshotNames)
        .filter((number) => number !== state.mark?.file)
        .map(snapshotNames.of),
    ],
  };
};

/** The first of the numbers that follow each other up to the last. What lies before a gap was about to be removed, or else is missed later. */
const firstOfLast = (numbers: readonly number[]): number | undefined => {
  let first = numbers.at(-1);
  for (const number of [...numbers].reverse()) if (first !== undefined && number === first - 1) first = number;
  return first;
};

/** Without a log there is nothing that it could speak of. */
const expectBlank = (directory: string, names: readonly string[]): void => {
  const [snapshot] = numbersIn(names, snapshotNames);
  if (snapshot !== undefined)
    throw corruptFault(
      join(directory, snapshotNames.of(snapshot)),
      undefined,
      'there is a snapshot, but no segment of a log',
    );
};

/** An entry that an earlier segment holds. None is left in the log when no segment is missing. */
const elsewhere = { term: 0, elsewhere: true } as unknown as Entry;

interface State {
  /** What was written up to here; a snapshot is without its data. */
  readonly durable: Durable;
  readonly mark: SnapshotMark | null;
}

/** Takes the segments of a log, one after the other. */
class Replay {
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #visitor: Visitor;
  #owner: StorageOwner | undefined;
  #members: readonly ServerId[] | undefined;
  #state: State | undefined;
  readonly #segments: SegmentPart[] = [];
  #end: (LogEnd & { readonly type: SegmentEnd['type'] }) | undefined;
  /** A segment that was begun while the one before had not yet ended: nothing was written to it. */
  readonly #begun: number[] = [];

  constructor(files: FileSystem, directory: string, expected: ExpectedOwner | null, visitor: Visitor) {
    this.#files = files;
    this.#directory = directory;
    this.#owner = expected ?? undefined;
    this.#members = expected?.members;
    this.#visitor = visitor;
  }

  async read(number: number): Promise<void> {
    const path = this.#pathOf(number);
    const file = await orFault('read', path, () => readSegmentFile(this.#files, path));
    const opened = readSegmentHead(file, number, path);
    this.#expectOwner(path, opened.head);
    if (this.#expectToFollow(number, path, opened.head, file, opened.place) === 'nothing') return;
    this.#visitor.segment?.(number, path, opened.head);
    this.#segments.push({ number, size: file.length, lastBefore: opened.head.beginning.log.lastIndex });
    const frames = framesIn(file, number, path, opened);
    for (;;) {
      const next = frames.next();
      if (next.done) {
        const { isEachDurable } = opened.head;
        this.#end = { ...next.value, isTorn: next.value.type === 'torn', isEachDurable, before: this.#end };
        return;
      }
      for (const write of next.value.writes) this.#apply(write, path, next.value.offset);
      this.#visitor.frame?.(next.value, number);
    }
  }

  result(): Pick<Recovered, 'owner' | 'members' | 'segments' | 'end'> & { state: State; begun: readonly number[] } {
    const [owner, state, end] = [this.#owner, this.#state, this.#end];
    const last = this.#segments.at(-1)?.number ?? 0;
    if (!owner || !state || !end) throw new Error('no segment was read');
    if (end.type === 'continues')
      throw corruptFault(
        this.#pathOf(last + 1),
        undefined,
        `the log goes on in it, says segment ${last}, but it is missing`,
      );
    const { log } = state.durable;
    if (entryAt(log, log.snapshotIndex + 1) === elsewhere)
      throw corruptFault(
        this.#pathOf((this.#segments[0]?.number ?? 0) - 1),
        undefined,
        `it is missing, but the log needs entries from ${log.snapshotIndex + 1} on`,
      );
    return { owner, members: this.#members, state, segments: this.#segments, end, begun: this.#begun };
  }

  #apply(write: LoggedWrite, path: string, offset: number): void {
    const { durable, mark } = this.#state as State;
    if (!joins(durable.log, write))
      throw corruptFault(
        path,
        offset,
        `entries from ${write.append?.firstIndex} on do not join a log that ends at ${durable.log.lastIndex}`,
      );
    const next = applyPersist(durable, asPersist(write));
    cutAt(this.#segments, lastKept(durable.log, write));
    this.#state = { durable: next, mark: write.snapshot ?? mark };
  }

  #expectOwner(path: string, { owner, members }: SegmentHead): void {
    this.#owner ??= owner;
    if (owner.cluster !== this.#owner.cluster || owner.id !== this.#owner.id)
      throw strangerFault(path, owner, this.#owner);
    this.#members ??= members;
    const objection = members && this.#members && objectionToMembers(path, members, this.#members);
    if (objection !== undefined) throw new StorageFault(objection);
  }

  /** A segment begins with what the ones before it come to. */
  #expectToFollow(
    number: number,
    path: string,
    head: SegmentHead,
    file: Buffer,
    place: number,
  ): 'nothing' | 'something' {
    if (this.#state === undefined || this.#end === undefined) {
      this.#state = stateOf(head, path);
      return 'something';
    }
    if (this.#end.type !== 'continues') {
      const { value, done } = framesIn(file, number, path, { head, place }).next();
      if (!done || value.type !== 'end')
        throw corruptFault(
          this.#pathOf(number - 1),
          undefined,
          `it does not come to its end, but segment ${number} goes on`,
        );
      this.#begun.push(number);
      return 'nothing';
    }
    const { durable, mark } = this.#state;
    const { snapshotIndex, snapshotTerm, lastIndex } = durable.log;
    const { currentTerm, votedFor } = durable;
    const beginning: Beginning = {
      currentTerm,
      votedFor,
      snapshot: mark,
      log: { snapshotIndex, snapshotTerm, lastIndex },
    };
    if (head.firstFrame !== this.#end.number || JSON.stringify(head.beginning) !== JSON.stringify(beginning))
      throw corruptFault(path, undefined, `it does not go on from where segment ${number - 1} ends`);
    return 'something';
  }

  #pathOf(number: number): string {
    return join(this.#directory, segmentNames.of(number));
  }
}

/** No server holds so many entries. */
const MAX_ENTRIES = 2 ** 26;

const stateOf = ({ beginning, owner }: SegmentHead, path: string): State => {
  const { currentTerm, votedFor, snapshot: mark, log } = beginning;
  if (log.lastIndex < log.snapshotIndex || log.lastIndex - log.snapshotIndex > MAX_ENTRIES)
    throw corruptFault(path, 0, `its head tells of entries from ${log.snapshotIndex + 1} to ${log.lastIndex}`);
  const missing = Array.from({ length: log.lastIndex - log.snapshotIndex }, () => elsewhere);
  return {
    durable: {
      id: owner.id,
      peers: [],
      options: defaultOptions,
      currentTerm,
      votedFor,
      snapshot: mark && asSnapshot(mark),
      log: append(emptyLog(log.snapshotIndex, log.snapshotTerm), missing),
    },
    mark,
  };
};

const asSnapshot = ({ lastIncludedIndex, lastIncludedTerm, checksum }: SnapshotMark) => ({
  lastIncludedIndex,
  lastIncludedTerm,
  data: '',
  checksum,
});

const asPersist = ({ snapshot, ...write }: LoggedWrite): Persist => ({
  type: 'persist',
  ...write,
  ...(snapshot && { snapshot: asSnapshot(snapshot) }),
});

/** Whose a file is, and not whose it has to be. */
const strangerFault = (path: string, { cluster, id }: StorageOwner, expected: StorageOwner): StorageFault =>
  new StorageFault(
    `${path} is of server ${id} of cluster ${cluster}, not of ${expected.id} of ${expected.cluster}; give each server a directory of its own`,
  );

const snapshotOf = async (
  files: FileSystem,
  directory: string,
  owner: StorageOwner,
  mark: SnapshotMark | null,
): Promise<Durable['snapshot']> => {
  if (mark === null) return null;
  const path = join(directory, snapshotNames.of(mark.file));
  const read = await orFault('read', path, async () => {
    const file = await files.open(path, 'read').catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? corruptFault(path, undefined, 'it is missing, but the log names it')
        : error;
    });
    try {
      return await readSnapshot(file, path);
    } finally {
      await file.close();
    }
  });
  if (read.owner.cluster !== owner.cluster || read.owner.id !== owner.id) throw strangerFault(path, read.owner, owner);
  if (JSON.stringify(read.mark) !== JSON.stringify(mark))
    throw corruptFault(path, undefined, 'it is not the snapshot that the log names');
  return { ...asSnapshot(mark), data: read.data };
};

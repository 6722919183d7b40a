/** The end of a log: where the next frame goes, and which segment it goes into. */
import { join } from 'node:path';
import type { ServerId } from '../../core/types.ts';
import { faultOf } from './fault.ts';
import { type FileSystem, type OpenFile, readUpTo, writeAll, writeZeros } from './fileSystem.ts';
import { CONTENT_MAX, FRAME_HEAD, frameAround, frameSize, frameWriter } from './frame.ts';
import { segmentNames } from './names.ts';
import { countUnneeded, cutAt, joins, lastKept, rangeAfter, type SegmentPart } from './range.ts';
import { type Beginning, type LoggedWrite, type SegmentHead, writeEnd, writeWrite } from './record.ts';
import type { LogEnd } from './recovery.ts';
import { layOut, offsetOf, SECTOR, sectorOf } from './sector.ts';
import { roomIn, segmentHead, segmentSizeFor } from './segmentFile.ts';
import type { Spares } from './spares.ts';
import { StorageFault, type StorageOwner } from './storage.ts';

/** What a log is written with. */
export interface LogWriterOptions {
  readonly files: FileSystem;
  readonly directory: string;
  readonly owner: StorageOwner;
  /** All members of the cluster, sorted. */
  readonly members: readonly ServerId[];
  /** Length of a segment, in bytes; one that has to hold a longer frame is as long as it takes. */
  readonly segmentBytes: number;
  /** Is each frame durable before the next is written? Otherwise when `sync` is called. */
  readonly isEachDurable: boolean;
  readonly spares: Spares;
}

/** The segment that is written to. */
interface Current {
  readonly file: OpenFile;
  readonly path: string;
  readonly segment: number;
  readonly size: number;
}

export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #writer = frameWriter();
  readonly #segments: SegmentPart[];
  #beginning: Beginning;
  #current: Current | undefined;
  /** The number of the next frame, and its place. */
  #number = 1;
  #place = 0;

  constructor(options: LogWriterOptions, beginning: Beginning, segments: readonly SegmentPart[] = []) {
    this.#options = options;
    this.#beginning = beginning;
    this.#segments = [...segments];
  }

  /** Begins a log that has no segment. */
  async begin(): Promise<void> {
    await this.#nextSegment(0);
  }

  /**
   * Goes on where a restart found the end. What was written last is written once more, since it may be there only as long
   * as the system runs; and what was never acknowledged is filled with zeros, so that nothing of it is taken for something later.
   */
  async resume({ number, isEachDurable, before, ...end }: LogEnd): Promise<void> {
    const { number: segment, size } = this.#segments.at(-1) as SegmentPart;
    if (before) await (await this.#writeAgain(segment - 1, before)).close();
    const path = this.#pathOf(segment);
    const file = await this.#writeAgain(segment, { ...end, size });
    this.#current = { file, path, segment, size };
    this.#number = number;
    this.#place = end.place;
    if (isEachDurable !== this.#options.isEachDurable) await this.#nextSegment(0);
  }

  /** Writes the last frame of a segment as it is there. */
  async #writeAgain(
    segment: number,
    {
      place,
      lastPlace,
      isTorn = false,
      size = 0,
    }: Pick<LogEnd, 'place' | 'lastPlace'> & { isTorn?: boolean; size?: number },
  ): Promise<OpenFile> {
    const path = this.#pathOf(segment);
    const from = sectorOf(lastPlace) * SECTOR;
    const to = (sectorOf(place - 1) + 1) * SECTOR;
    return await this.#attempt('write', path, async () => {
      const file = await this.#open(path);
      const last = await readUpTo(file, from, to - from);
      last.fill(0, offsetOf(place - 1) + 1 - from);
      if (isTorn) await writeZeros(file, to, size - to);
      await writeAll(file, last, from);
      await file.sync();
      return file;
    });
  }

  /** Writes one frame. With `isEachDurable` it is durable when this is done. */
  async append(writes: readonly LoggedWrite[]): Promise<void> {
    const writer = this.#writer;
    writer.clear();
    writer.room(FRAME_HEAD);
    for (const write of writes) writeWrite(writer, write);
    const length = writer.length - FRAME_HEAD;
    if (length > CONTENT_MAX)
      throw new StorageFault(
        `a write of ${length} bytes is too large: at most ${CONTENT_MAX}; propose smaller commands`,
      );
    const beginning = writes.reduce(beginningAfter, this.#beginning);
    if (this.#place + frameSize(length) > roomIn(this.#currentOrThrow().size))
      await this.#nextSegment(frameSize(length));
    const { file, path, segment } = this.#currentOrThrow();
    const owner = { segment, number: this.#number };
    const frame = frameAround(writer, owner);
    const { offset, bytes } = layOut(owner, this.#place, frame);
    await this.#attempt('write', path, () => writeAll(file, bytes, offset));
    this.#number++;
    this.#place += frame.length;
    for (const write of writes) cutAt(this.#segments, lastKept(this.#beginning.log, write));
    this.#beginning = beginning;
  }

  /** Durable when done: all frames. */
  async sync(): Promise<void> {
    const { file, path } = this.#currentOrThrow();
    await this.#attempt('sync', path, () => file.sync());
  }

  /** The files of the segments that nobody needs any longer. They are the caller's from then on. */
  release(): readonly { readonly path: string; readonly size: number }[] {
    const count = countUnneeded(this.#segments, this.#beginning.log.snapshotIndex);
    return this.#segments.splice(0, count).map(({ number, size }) => ({ path: this.#pathOf(number), size }));
  }

  async close(): Promise<void> {
    await this.#current?.file.close();
    this.#current = undefined;
  }

  /**
   * Begins another segment, which has room for a frame of some size. It has its name, durably, before the segment before says
   * that the log goes on there; and that is durable before anything is written to it.
   */
  async #nextSegment(frame: number): Promise<void> {
    const { files, directory, owner, members, segmentBytes, isEachDurable, spares } = this.#options;
    const last = this.#current;
    const segment = (last?.segment ?? 0) + 1;
    const firstFrame = this.#number + (last ? 1 : 0);
    const unsized: SegmentHead = { owner, members, size: 0, firstFrame, isEachDurable, beginning: this.#beginning };
    const size = Math.max(segmentBytes, segmentSizeFor(segment, unsized, frame));
    const path = this.#pathOf(segment);
    const { file, place } = await this.#attempt('make', path, async () => {
      const spare = await spares.take(size);
      const head = segmentHead(segment, { ...unsized, size });
      const opened = await this.#open(spare);
      await this.#writeDurably(opened, head.bytes, 0);
      await files.rename(spare, path);
      await files.syncDirectory(directory);
      return { file: opened, place: head.place };
    });
    if (last) await this.#endSegment(last);
    this.#current = { file, path, segment, size };
    this.#segments.push({ number: segment, size, lastBefore: this.#beginning.log.lastIndex });
    this.#number = firstFrame;
    this.#place = place;
  }

  async #endSegment({ file, path, segment }: Current): Promise<void> {
    const writer = frameWriter();
    writeEnd(writer);
    const owner = { segment, number: this.#number };
    const { offset, bytes } = layOut(owner, this.#place, frameAround(writer, owner));
    await this.#attempt('write', path, async () => {
      await this.#writeDurably(file, bytes, offset);
      await file.close();
    });
  }

  async #writeDurably(file: OpenFile, bytes: Buffer, offset: number): Promise<void> {
    await writeAll(file, bytes, offset);
    if (!this.#options.isEachDurable) await file.sync();
  }

  #open(path: string): Promise<OpenFile> {
    return this.#options.files.open(path, this.#options.isEachDurable ? 'writeThrough' : 'write');
  }

  async #attempt<T>(tried: string, path: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw faultOf(error, tried, path);
    }
  }

  #currentOrThrow(): Current {
    if (this.#current === undefined) throw new Error('a log is written to before it is opened');
    return this.#current;
  }

  #pathOf(segment: number): string {
    return join(this.#options.directory, segmentNames.of(segment));
  }
}

const beginningAfter = ({ currentTerm, votedFor, snapshot, log }: Beginning, write: LoggedWrite): Beginning => {
  if (!joins(log, write))
    throw new Error(`entries from ${write.append?.firstIndex} on do not join a log that ends at ${log.lastIndex}`);
  return {
    currentTerm: write.currentTerm ?? currentTerm,
    votedFor: write.votedFor === undefined ? votedFor : write.votedFor,
    snapshot: write.snapshot ?? snapshot,
    log: rangeAfter(log, write),
  };
};

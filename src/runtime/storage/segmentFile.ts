/** A segment of the log: how its file begins, and what is read out of it. */
import { ByteReader } from '../bytes/reader.ts';
import { corruptFault, readingFrom } from './fault.ts';
import { type FileSystem, readUpTo } from './fileSystem.ts';
import { CONTENT_MAX, type FrameFinding, findFrame, frameAround, frameSize, frameWriter } from './frame.ts';
import { type LoggedWrite, readHead, readWrites, type SegmentHead, writeHead } from './record.ts';
import { capacityOf, layOut, offsetOf, type StampOwner, sizeFor, writeStamp } from './sector.ts';
import { StorageFault } from './storage.ts';

/** The newest version of the format; those before it are read too. */
const VERSION = 2;

/** What a segment begins with, in the place of the first stamp: seven letters and the version of the format. */
const MAGIC = Buffer.from([...Buffer.from('f2walog', 'latin1'), VERSION]);

/** The number that the head of a segment counts as. */
const HEAD_NUMBER = 0;

/** Bytes of the frame that ends a segment; there is always room left for it. */
const END_SIZE = frameSize(1);

/** A segment's first bytes, and the place behind its head. */
export const segmentHead = (segment: number, head: SegmentHead): { bytes: Buffer; place: number } => {
  const writer = frameWriter();
  writeHead(writer, head);
  const frame = frameAround(writer, { segment, number: HEAD_NUMBER });
  const { bytes } = layOut({ segment, number: HEAD_NUMBER }, 0, frame);
  MAGIC.copy(bytes);
  return { bytes, place: frame.length };
};

/** How long a segment has to be to hold its head, a frame and its end, in bytes. */
export const segmentSizeFor = (segment: number, head: SegmentHead, frame: number): number =>
  sizeFor(segmentHead(segment, { ...head, size: 2 ** 48 }).place + frame + END_SIZE);

/** Bytes of frames that a segment has room for before its end. */
export const roomIn = (size: number): number => capacityOf(size) - END_SIZE;

/** No segment is longer: it holds a head and the longest frame. */
const MAX_BYTES = sizeFor(frameSize(CONTENT_MAX) + 2 ** 16);

/** The bytes of a segment. What does not begin as one is not read to its end. */
export const readSegmentFile = async (files: Pick<FileSystem, 'open'>, path: string): Promise<Buffer> => {
  const file = await files.open(path, 'read');
  try {
    const size = await file.size();
    expectMagic(await readUpTo(file, 0, MAGIC.length), path);
    if (size > MAX_BYTES) throw corruptFault(path, undefined, `it has ${size} bytes, more than a segment ever has`);
    return await readUpTo(file, 0, size);
  } finally {
    await file.close();
  }
};

const expectMagic = (file: Buffer, path: string): void => {
  if (file.length < MAGIC.length || file.compare(MAGIC, 0, 7, 0, 7) !== 0)
    throw corruptFault(path, 0, 'it does not begin as a segment does');
};

/** The head of a segment, and the place behind it. Throws a `StorageFault` when it is none. */
export const readSegmentHead = (file: Buffer, segment: number, path: string): { head: SegmentHead; place: number } => {
  expectMagic(file, path);
  const version = file[7] as number;
  if (version > VERSION)
    throw new StorageFault(
      `${path} is of version ${version} of the format, and this figure2 knows up to ${VERSION}; use the figure2 that wrote it`,
    );
  if (version === 0) throw corruptFault(path, 7, 'there is no version 0');
  const owner = { segment, number: HEAD_NUMBER };
  writeStamp(file, 0, 0, owner); // in whose place the version stands
  const found = findHead(file, owner);
  if (found.type !== 'frame')
    throw corruptFault(
      path,
      0,
      `its head is not that of segment ${segment}${found.type === 'corrupt' ? `: ${found.because}` : ''}`,
    );
  const head = readingFrom(path, offsetOf(0), () => readHead(new ByteReader(found.content), version));
  if (head.size !== file.length)
    throw corruptFault(path, undefined, `it has ${file.length} bytes, and was made with ${head.size}`);
  return { head, place: found.next };
};

/** What lies behind the head does not matter yet. */
const findHead = (file: Buffer, owner: StampOwner): FrameFinding =>
  findFrame({ ...owner, file, place: 0, isEachDurable: false });

/** A frame of the log, read. */
export interface LoggedFrame {
  /** Its number in the log, from 1 on. */
  readonly number: number;
  /** Where it begins, in bytes from the beginning of the file. */
  readonly offset: number;
  readonly writes: readonly LoggedWrite[];
}

/** How a segment ends. */
export interface SegmentEnd {
  /** `continues`: the log goes on in the next segment. `torn`: in a write that never came to its end. */
  readonly type: 'continues' | 'end' | 'torn';
  /** The number of the next frame. */
  readonly number: number;
  /** The place behind the last whole frame. */
  readonly place: number;
  /** The place of the last whole frame; that behind the head when there is none. */
  readonly lastPlace: number;
}

/** The frames behind the head of a segment, in their order. Throws a `StorageFault` at what is corrupt. */
export const framesIn = function* (
  file: Buffer,
  segment: number,
  path: string,
  { head, place: first }: { readonly head: SegmentHead; readonly place: number },
): Generator<LoggedFrame, SegmentEnd> {
  let { firstFrame: number } = head;
  let place = first;
  let lastPlace = first;
  let hasEnded = false;
  for (;;) {
    const found = findFrame({ file, segment, number, place, isEachDurable: head.isEachDurable });
    if (found.type === 'corrupt') throw corruptFault(path, found.offset, found.because);
    if (found.type !== 'frame') return { type: hasEnded ? 'continues' : found.type, number, place, lastPlace };
    const offset = offsetOf(place);
    const writes = readingFrom(path, offset, () => readWrites(new ByteReader(found.content)));
    if (hasEnded) throw corruptFault(path, offset, 'a frame lies behind the end of the segment');
    if (writes === null) hasEnded = true;
    else yield { number, offset, writes };
    number++;
    lastPlace = place;
    place = found.next;
  }
};

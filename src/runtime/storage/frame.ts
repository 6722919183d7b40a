/**
 * Frames: what is written in one go, and is there after a restart as a whole or not at all. A frame is a head of 8 bytes (the
 * length of what it holds, and the check of this length), what it holds, zeros up to a multiple of 8, and a CRC-32C in the last
 * 4 bytes. The check of the head and the CRC depend on the segment and on the number of the frame too.
 */
import { checksumOf } from '../bytes/checksum.ts';
import { ByteWriter } from '../bytes/writer.ts';
import { areZeros } from './fileSystem.ts';
import {
  capacityOf,
  checkOf,
  firstReached,
  gather,
  hasStamp,
  offsetOf,
  placeOf,
  SECTOR,
  type StampOwner,
  sectorOf,
  stampedBy,
} from './sector.ts';

/** Bytes of the head of a frame. It never lies in two sectors. */
export const FRAME_HEAD = 8;

const CHECKSUM = 4;

/** The longest that a frame may hold, in bytes: what is written in one go. */
export const CONTENT_MAX = 2 ** 30;

/** Bytes of a frame that holds so many. */
export const frameSize = (length: number): number => FRAME_HEAD + Math.ceil((length + CHECKSUM) / 8) * 8;

/** A writer for what a frame holds, with room for its head before it. */
export const frameWriter = (): ByteWriter => {
  const writer = new ByteWriter();
  writer.room(FRAME_HEAD);
  return writer;
};

/** The frame around what was written with a `frameWriter`: a view that is good as long as the writer is not used. */
export const frameAround = (writer: ByteWriter, { segment, number }: StampOwner): Buffer => {
  const length = writer.length - FRAME_HEAD;
  writer.room(frameSize(length) - writer.length).fill(0);
  const frame = writer.written();
  const check = checkOf(segment, number, length);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt32LE(check, 4);
  frame.writeUInt32LE(lastOf(frame), frame.length - CHECKSUM);
  return frame;
};

/** What is found where a frame may begin. */
export type FrameFinding =
  /** A whole frame. */
  | {
      readonly type: 'frame';
      /** What it holds: a view on the file, or a copy. */
      readonly content: Buffer;
      /** The place behind it. */
      readonly next: number;
    }
  /** Nothing was ever written here: the log ends. */
  | { readonly type: 'end' }
  /** The beginning of a write that never came to its end, and was not acknowledged: the log ends here too. */
  | { readonly type: 'torn' }
  /** Anything else: what was acknowledged is gone. */
  | {
      readonly type: 'corrupt';
      /** Where in the file, in bytes. */
      readonly offset: number;
      readonly because: string;
    };

/** Where a frame is looked for. */
export interface Search extends StampOwner {
  /** The whole segment. */
  readonly file: Buffer;
  /** The place at which it would begin. */
  readonly place: number;
  /** Was each frame durable before the next was written? Otherwise several may be torn at once. */
  readonly isEachDurable: boolean;
}

const corrupt = (offset: number, because: string): FrameFinding => ({ type: 'corrupt', offset, because });

/**
 * Looks for a frame, and says why there is none. A sector is *lost* when it is all zero: a stamp never is. A frame is *cut short* when
 * from its last four bytes on all is zero: its checksum never is.
 *
 * - A head of zeros: the log ends. The rest of the sector is zero as well, since a sector is written whole; what lies in later
 *   sectors may be of the frame that was being written, which its stamps say, and of no other.
 * - A frame that is cut short, or has a lost sector and nothing behind it, is torn.
 * - All else is corrupt: a head that fails its check, a checksum that fails though no sector is lost, a stamp of another frame.
 */
export const findFrame = (search: Search): FrameFinding => {
  const { file, place } = search;
  const at = offsetOf(place);
  if (place + FRAME_HEAD > capacityOf(file.length)) return { type: 'end' };
  if (areZeros(file, at, at + FRAME_HEAD)) return findEnd(search);
  const length = file.readUInt32LE(at);
  const next = place + frameSize(length);
  if (file.readUInt32LE(at + 4) !== checkOf(search.segment, search.number, length)) {
    if (areZeros(file, at + FRAME_HEAD, file.length)) return { type: 'torn' }; // a frame that is whole holds something
    return corrupt(at, 'the head of a frame fails its check');
  }
  if (length === 0 || next > capacityOf(file.length)) return corrupt(at, 'a frame is longer than its segment');
  if (areZeros(file, offsetOf(next - CHECKSUM), file.length)) return { type: 'torn' };
  return findContent(search, length, next);
};

const findContent = (search: Search, length: number, next: number): FrameFinding => {
  const { file, place } = search;
  let isTorn = false;
  for (let sector = firstReached(place); sector <= sectorOf(next - 1); sector++) {
    if (isLost(file, sector)) isTorn = true;
    else if (!hasStamp(file, sector, search))
      return corrupt(sector * SECTOR, `a sector is not stamped with frame ${search.number}, which reaches it first`);
  }
  if (isTorn) return search.isEachDurable ? (findBehind(search, next) ?? { type: 'torn' }) : { type: 'torn' };
  const frame = gather(file, place, next);
  const end = frame.length - CHECKSUM;
  if (frame.readUInt32LE(end) !== lastOf(frame))
    return corrupt(offsetOf(place), `the checksum of frame ${search.number} fails, and none of its sectors is lost`);
  return { type: 'frame', content: frame.subarray(FRAME_HEAD, FRAME_HEAD + length), next };
};

/** The last four bytes of a frame: its checksum, turned over where it has so many zeros that one wrong byte could make it all zero. */
const lastOf = (frame: Buffer): number => {
  const crc = checksumOf(frame, FRAME_HEAD, frame.length - CHECKSUM, frame.readUInt32LE(4));
  const bytes = [crc & 0xff, (crc >>> 8) & 0xff, (crc >>> 16) & 0xff, crc >>> 24];
  return bytes.filter((byte) => byte > 0).length < 2 ? ~crc >>> 0 : crc;
};

const isLost = (file: Buffer, sector: number): boolean => areZeros(file, sector * SECTOR, (sector + 1) * SECTOR);

/** What is wrong behind a torn frame: anything. */
const findBehind = ({ file, number }: Search, next: number): FrameFinding | undefined => {
  const offset = offsetOf(next - 1) + 1;
  if (areZeros(file, offset, file.length)) return undefined;
  return corrupt(offset, `frame ${number} is not whole, but something lies behind it`);
};

const findEnd = (search: Search): FrameFinding => {
  const { file, place, number } = search;
  const first = firstReached(place);
  const isAtEdge = placeOf(first) === place;
  const from = isAtEdge ? first * SECTOR : offsetOf(place);
  if (!areZeros(file, from, (sectorOf(place) + 1) * SECTOR))
    return corrupt(from, `frame ${number} has no head, but its sector is not empty`);
  const behind = (sectorOf(place) + 1) * SECTOR;
  if (areZeros(file, behind, file.length)) return { type: 'end' };
  for (let sector = behind / SECTOR; sector < Math.floor(file.length / SECTOR); sector++) {
    if (isLost(file, sector)) continue;
    const by = stampedBy(file, sector, search);
    if (by === undefined) return corrupt(sector * SECTOR, 'something lies behind the end of the log');
    if (search.isEachDurable && by !== number)
      return corrupt(sector * SECTOR, `frame ${by} is there, but frame ${number} before it is not`);
  }
  return { type: 'torn' };
};

/**
 * Sectors of a segment: a disk writes each of them whole or not at all. Each begins with a stamp, so that one that was never
 * written is told from one that was; the frames of the log are laid out over what is left of them.
 */
import { checksumOf } from '../bytes/checksum.ts';

/** Bytes of a sector. */
export const SECTOR = 512;

/** Bytes of a stamp: the number of the frame that reached the sector first, and its check. */
export const STAMP = 8;

/** Bytes of frames in a sector. */
const ROOM = SECTOR - STAMP;

/** Where a byte of the frames lies in the file. A place is counted over the frames alone, without stamps. */
export const offsetOf = (place: number): number => Math.floor(place / ROOM) * SECTOR + STAMP + (place % ROOM);

/** Bytes of frames that a file of some size has room for. */
export const capacityOf = (size: number): number => Math.floor(size / SECTOR) * ROOM;

/** The smallest file with room for so many bytes of frames: a whole number of pages of 4096 bytes. */
export const sizeFor = (capacity: number): number => Math.ceil((Math.ceil(capacity / ROOM) * SECTOR) / 4096) * 4096;

/** The sector that a place lies in. */
export const sectorOf = (place: number): number => Math.floor(place / ROOM);

/** The first sector that begins at a place or behind it: the first that a frame from there on reaches before any other. */
export const firstReached = (place: number): number => Math.ceil(place / ROOM);

/** The place at which a sector begins. */
export const placeOf = (sector: number): number => sector * ROOM;

/** A stamp says which frame of which segment reached its sector first. */
export interface StampOwner {
  /** The number of the segment, from 1 on. */
  readonly segment: number;
  /** The number of the frame, from 1 on; 0: the head of the segment. */
  readonly number: number;
}

const scratch = Buffer.alloc(16);

/** A number that both depend on; never 0, so that what is never written is none. */
const nonZero = (value: number): number => (value === 0 ? 1 : value);

/** The check of three numbers, each below 2^48, the last below 2^32. Never 0. */
export const checkOf = (segment: number, number: number, value: number): number => {
  scratch.writeUIntLE(segment % 2 ** 48, 0, 6);
  scratch.writeUIntLE(number % 2 ** 48, 6, 6);
  scratch.writeUInt32LE(value, 12);
  return nonZero(checksumOf(scratch));
};

/** Numbers of frames are written in 4 bytes that are never all zero. */
const NUMBERS = 2 ** 32 - 1;

/** Writes the stamp of a sector to where the sector begins. */
export const writeStamp = (bytes: Buffer, at: number, sector: number, { segment, number }: StampOwner): void => {
  bytes.writeUInt32LE((number % NUMBERS) + 1, at);
  bytes.writeUInt32LE(checkOf(segment, number, sector), at + 4);
};

/** Does a sector have this stamp? */
export const hasStamp = (bytes: Buffer, sector: number, owner: StampOwner): boolean => {
  const at = sector * SECTOR;
  return (
    bytes.readUInt32LE(at) === (owner.number % NUMBERS) + 1 &&
    bytes.readUInt32LE(at + 4) === checkOf(owner.segment, owner.number, sector)
  );
};

/** The frame, not before `from`, that a sector is stamped with; undefined: that is no stamp. */
export const stampedBy = (bytes: Buffer, sector: number, { segment, number: from }: StampOwner): number | undefined => {
  const low = bytes.readUInt32LE(sector * SECTOR) - 1;
  const number = from + ((((low - (from % NUMBERS)) % NUMBERS) + NUMBERS) % NUMBERS);
  return hasStamp(bytes, sector, { segment, number }) ? number : undefined;
};

/** Bytes of frames from a place on, as they lie in the file, with the stamps of the sectors that they reach first. */
export const layOut = (owner: StampOwner, place: number, bytes: Buffer): { offset: number; bytes: Buffer } => {
  const isAtEdge = place % ROOM === 0;
  const offset = offsetOf(place) - (isAtEdge ? STAMP : 0);
  const laid = Buffer.allocUnsafe(offsetOf(place + bytes.length - 1) + 1 - offset);
  for (let done = 0; done < bytes.length; ) {
    const at = place + done;
    if (at % ROOM === 0) writeStamp(laid, offsetOf(at) - STAMP - offset, sectorOf(at), owner);
    const length = Math.min(ROOM - (at % ROOM), bytes.length - done);
    bytes.copy(laid, offsetOf(at) - offset, done, done + length);
    done += length;
  }
  return { offset, bytes: laid };
};

/** The bytes of frames from one place to another: a view where they lie in one sector, otherwise a copy. */
export const gather = (file: Buffer, from: number, to: number): Buffer => {
  if (to === from) return file.subarray(0, 0);
  if (sectorOf(from) === sectorOf(to - 1)) return file.subarray(offsetOf(from), offsetOf(to - 1) + 1);
  const bytes = Buffer.allocUnsafe(to - from);
  for (let at = from; at < to; ) {
    const length = Math.min(ROOM - (at % ROOM), to - at);
    file.copy(bytes, at - from, offsetOf(at), offsetOf(at) + length);
    at += length;
  }
  return bytes;
};

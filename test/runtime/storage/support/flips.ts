/** Every byte of the files of a storage, changed: it is detected, or changes nothing. */
import { recover } from '../../../../src/runtime/storage/recovery.ts';
import { framesIn, readSegmentHead } from '../../../../src/runtime/storage/segmentFile.ts';
import { StorageFault } from '../../../../src/runtime/storage/storage.ts';
import { MemoryDisk } from './memoryDisk.ts';
import { isRead, type MakeStorage, storageOn } from './power.ts';
import { type Batch, empty, expected, owner, stateText } from './writes.ts';

/** What is done to a byte. */
export const invert = [0xff];
export const eachBit = [1, 2, 4, 8, 16, 32, 64, 128];

/** What came of it. */
export interface FlipTotals {
  tried: number;
  detected: number;
  harmless: number;
}

/** What a restart makes of a disk: what it sees, or that it refuses it. */
export type Look = (disk: MemoryDisk) => Promise<string>;

/** Reads the directory as a restart does. */
export const look: Look = async (disk) => {
  const recovered = await recover(disk, '/d', expected);
  return stateText({ ...empty, ...recovered?.state });
};

/** A disk to which all batches were written, at rest. */
export const diskAfter = async (
  make: MakeStorage,
  batches: readonly Batch[],
  segmentBytes: number,
): Promise<MemoryDisk> => {
  const disk = new MemoryDisk();
  const storage = storageOn({ make, segmentBytes }, disk);
  await storage.open(owner, empty);
  for (const batch of batches) await storage.write(batch);
  await storage.close();
  return disk.withoutLoss;
};

/** Changes each byte that a restart reads. Throws where it sees something else, or fails without a word. */
export const flipEverywhere = async (disk: MemoryDisk, see: Look, masks: readonly number[]): Promise<FlipTotals> => {
  const totals = { tried: 0, detected: 0, harmless: 0 };
  const expected = await see(disk);
  for (const name of disk.names.filter(isRead)) {
    const content = Buffer.from(disk.content(name));
    const changed = disk.withoutLoss;
    changed.replace(name, content);
    for (let at = 0; at < content.length; at++) {
      for (const mask of masks) {
        content.writeUInt8(content.readUInt8(at) ^ mask, at);
        await judge(() => see(changed), expected, `byte ${at} of ${name} with ${mask}`, totals);
        content.writeUInt8(content.readUInt8(at) ^ mask, at);
      }
    }
  }
  return totals;
};

const judge = async (
  see: () => Promise<string> | string,
  expected: string,
  where: string,
  totals: FlipTotals,
): Promise<void> => {
  totals.tried++;
  try {
    const state = await see();
    if (state !== expected)
      throw new Error(`${where}: a restart sees ${state.slice(0, 500)} and not ${expected.slice(0, 500)}`);
    totals.harmless++;
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error;
    totals.detected++;
  }
};

/** Changes each byte of a segment, which is read by itself: what it holds and how it ends must be the same. */
export const flipSegments = async (disk: MemoryDisk, masks: readonly number[]): Promise<FlipTotals> => {
  const totals = { tried: 0, detected: 0, harmless: 0 };
  for (const name of disk.names.filter((each) => each.startsWith('segment-'))) {
    const content = Buffer.from(disk.content(name));
    const segment = Number(name.slice('segment-'.length));
    const start = Buffer.from(content.subarray(0, 8)); // reading puts a stamp there
    const read = (): string => {
      const opened = readSegmentHead(content, segment, name);
      const frames = framesIn(content, segment, name, opened);
      const all: unknown[] = [opened];
      for (;;) {
        const next = frames.next();
        if (next.done) {
          const { type, number, place } = next.value;
          return JSON.stringify([...all, number, place, type === 'continues']); // a torn end is cut, so it is one
        }
        all.push(next.value);
      }
    };
    const expected = read();
    for (let at = 0; at < content.length; at++) {
      for (const mask of masks) {
        start.copy(content);
        content.writeUInt8(content.readUInt8(at) ^ mask, at);
        await judge(read, expected, `byte ${at} of ${name} with ${mask}`, totals);
        if (at >= 8) content.writeUInt8(content.readUInt8(at) ^ mask, at);
      }
    }
    start.copy(content);
  }
  return totals;
};

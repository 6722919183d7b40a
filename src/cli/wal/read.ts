/** What is in a storage: records in the words of the one grammar, and what a restart would see. */
import { basename } from 'node:path';
import type { Persist } from '../../core/types.ts';
import { disk } from '../../runtime/storage/disk.ts';
import { orFault } from '../../runtime/storage/fault.ts';
import { segmentNames, snapshotNames } from '../../runtime/storage/names.ts';
import type { LoggedWrite, SegmentHead } from '../../runtime/storage/record.ts';
import { type Recovered, recover } from '../../runtime/storage/recovery.ts';
import { framesIn, type LoggedFrame, readSegmentFile, readSegmentHead } from '../../runtime/storage/segmentFile.ts';
import { readSnapshot } from '../../runtime/storage/snapshotFile.ts';
import { formatEffect } from '../../trace/effects.ts';

/** A record, and where it lies. */
export interface WalRecord {
  /** The number of the segment. */
  readonly segment: number;
  /** The number of the frame: records of one frame are there together or not at all. */
  readonly frame: number;
  /** Where the frame begins in the segment, in bytes. */
  readonly offset: number;
  /** What it says, such as `persist term=1 vote=S1`. */
  readonly record: string;
}

/** Told what is found, while it is read. */
export interface WalReader {
  readonly segment: (number: number, path: string, head: SegmentHead) => void;
  readonly record: (record: WalRecord) => void;
}

/** Reads a directory as a restart does; undefined: there is no log. Throws a `StorageFault`. */
export const readDirectory = (directory: string, reader: WalReader): Promise<Recovered | undefined> =>
  recover(disk, directory, null, {
    segment: reader.segment,
    frame: (frame, segment) => tellFrame(frame, segment, reader),
  });

/** How a segment ends, and what a snapshot is, in words. Throws a `StorageFault`; undefined: by its name it is neither. */
export const readFile = async (path: string, reader: WalReader): Promise<string | undefined> => {
  const segment = segmentNames.numberIn(basename(path));
  if (segment !== undefined) return await readSegment(path, segment, reader);
  return snapshotNames.numberIn(basename(path)) === undefined ? undefined : await snapshotWords(path);
};

const readSegment = async (path: string, segment: number, reader: WalReader): Promise<string> => {
  const bytes = await orFault('read', path, () => readSegmentFile(disk, path));
  const opened = readSegmentHead(bytes, segment, path);
  reader.segment(segment, path, opened.head);
  const frames = framesIn(bytes, segment, path, opened);
  for (;;) {
    const { done, value } = frames.next();
    if (done) return ENDS[value.type];
    tellFrame(value, segment, reader);
  }
};

const ENDS = {
  continues: 'The log goes on in the next segment.',
  end: 'The log ends here.',
  torn: 'The log ends here, behind it a write that was never whole.',
} as const;

const snapshotWords = async (path: string): Promise<string> => {
  const { owner, mark } = await orFault('read', path, async () => {
    const file = await disk.open(path, 'read');
    return await readSnapshot(file, path).finally(file.close);
  });
  return `A whole snapshot of server ${owner.id} of cluster ${owner.cluster}: ${mark.lastIncludedIndex}@${mark.lastIncludedTerm}, ${mark.length} UTF-16 code units.`;
};

const tellFrame = ({ number, offset, writes }: LoggedFrame, segment: number, { record }: WalReader): void => {
  for (const write of writes) record({ segment, frame: number, offset, record: formatEffect(asEffect(write)) });
};

const asEffect = ({ snapshot, ...write }: LoggedWrite): Persist => ({
  type: 'persist',
  ...write,
  ...(snapshot && { snapshot: { ...snapshot, data: '' } }),
});

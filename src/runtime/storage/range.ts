/** Where a log begins and ends, write by write, and which of its segments nobody needs any longer. */
import type { Index } from '../../core/log.ts';
import type { Persist } from '../../core/types.ts';
import type { LoggedWrite, LogRange } from './record.ts';

/** The range of a log without entries. */
export const emptyRange: LogRange = { snapshotIndex: 0, snapshotTerm: 0, lastIndex: 0 };

/** The range after a write: what `applyPersist` makes of the log itself. */
export const rangeAfter = (
  { snapshotIndex, snapshotTerm, lastIndex }: LogRange,
  { snapshot, truncateFrom, append }: Pick<LoggedWrite | Persist, 'snapshot' | 'truncateFrom' | 'append'>,
): LogRange => {
  if (snapshot && snapshot.lastIncludedIndex > snapshotIndex) {
    snapshotIndex = snapshot.lastIncludedIndex;
    snapshotTerm = snapshot.lastIncludedTerm;
    lastIndex = Math.max(lastIndex, snapshotIndex);
  }
  if (truncateFrom !== undefined) lastIndex = Math.min(lastIndex, Math.max(truncateFrom - 1, snapshotIndex));
  if (append) lastIndex = append.firstIndex + append.entries.length - 1;
  return { snapshotIndex, snapshotTerm, lastIndex };
};

/** Do the entries of a write begin where the log ends? Otherwise it has lost some, or is no log. */
export const joins = (
  range: LogRange,
  { snapshot, truncateFrom, append }: Pick<LoggedWrite | Persist, 'snapshot' | 'truncateFrom' | 'append'>,
): boolean => {
  if (!append) return true;
  const { lastIndex, snapshotIndex } = rangeAfter(range, {
    ...(snapshot && { snapshot }),
    ...(truncateFrom !== undefined && { truncateFrom }),
  });
  return append.firstIndex > snapshotIndex && append.firstIndex <= lastIndex + 1;
};

/** Up to which index a write leaves the entries of a log as they were. */
export const lastKept = (
  { lastIndex }: LogRange,
  { truncateFrom, append }: Pick<LoggedWrite | Persist, 'truncateFrom' | 'append'>,
): Index => Math.min(lastIndex, (truncateFrom ?? lastIndex + 1) - 1, (append?.firstIndex ?? lastIndex + 1) - 1);

/** A segment of a log that is in use. */
export interface SegmentPart {
  /** Its number, from 1 on. */
  readonly number: number;
  /** Length of its file, in bytes. */
  readonly size: number;
  /** Entries that are still in the log and stand in earlier segments have indexes up to this. */
  lastBefore: Index;
}

/** The log has been cut at its end: what is written from there on is in the last segment. */
export const cutAt = (segments: readonly SegmentPart[], lastIndex: Index): void => {
  for (const segment of segments) segment.lastBefore = Math.min(segment.lastBefore, lastIndex);
};

/** How many of the first segments hold no entry that is still in the log. The last one is always needed. */
export const countUnneeded = (segments: readonly SegmentPart[], snapshotIndex: Index): number => {
  const first = segments.findIndex((_, k) => (segments[k + 1]?.lastBefore ?? Number.POSITIVE_INFINITY) > snapshotIndex);
  return first === -1 ? 0 : first;
};

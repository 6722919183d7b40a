/**
 * A step on a long log, as the same step on the end of it. The reference model looks at whole logs, and those of nodes that run for
 * hours are long; but nearly every step concerns their end. So a snapshot takes the place of what the step does not touch.
 */
import { compactTo, termAt } from '../../../src/core/log.ts';
import type { Durable, Index, Server, Snapshot } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Difference, differenceFromReference } from '../../oracle/difference.ts';
import { indexesIn } from './fields.ts';

/** Logs of so many entries are looked at as they are. */
const SHORT = 64;
/** The reference is not asked about what concerns more entries. */
const LONG = 4096;

/**
 * Where a step leaves the reference, whatever the length of the log.
 *
 * @returns `too long`: it concerns so much of the log that the reference would take too long.
 */
export const differenceAtEnd = (observation: Observation): Difference | 'too long' | undefined => {
  const { before, after } = observation;
  const { snapshotIndex, lastIndex } = before.log;
  const length = lastIndex - snapshotIndex;
  if (length <= SHORT) return differenceFromReference(observation);
  const first = firstTouched(observation) - 2;
  const isWhole = before.snapshot !== after.snapshot || first <= snapshotIndex;
  if (lastIndex - (isWhole ? snapshotIndex : first) > LONG) return 'too long';
  if (isWhole) return differenceFromReference(observation);
  // What looks further back than was foreseen, such as for the first entry of a term, is judged by the whole log.
  return differenceFromReference(cutAt(observation, first)) && differenceFromReference(observation);
};

/** The lowest index that the step speaks of. */
const firstTouched = (observation: Observation): Index => {
  const { before, after, event } = observation;
  let first = Math.min(before.lastApplied, before.commitIndex, before.log.lastIndex, after.log.lastIndex);
  for (const { peers, nextIndex, matchIndex, role } of [before, after]) {
    if (role !== 'leader') continue;
    for (const peer of peers) first = Math.min(first, nextIndex[peer] ?? 0, matchIndex[peer] ?? 0);
  }
  for (const index of indexesIn(event, observation.effects)) if (index > 0) first = Math.min(first, index);
  return first;
};

const cutAt = (observation: Observation, index: Index): Observation => {
  const { before, after, diskBefore, disk } = observation;
  const lastIncludedTerm = termAt(before.log, index) ?? 0;
  const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm, data: '', checksum: 0 };
  const cut = <T extends Server | Durable>(whole: T): T => ({
    ...whole,
    log: compactTo(whole.log, index, lastIncludedTerm),
    snapshot,
  });
  const cutDisk = cut(diskBefore);
  return { ...observation, before: cut(before), after: cut(after), diskBefore: cutDisk, disk: cut(disk) };
};

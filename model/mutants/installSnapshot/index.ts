/** The defects that break a clause of the box InstallSnapshot and log compaction. */

import type { Mutant } from '../mutant.ts';
import { acceptsOldSnapshot } from './accepts-old-snapshot.ts';
import { acksCorrupt } from './acks-corrupt.ts';
import { chunksInOldTerm } from './chunks-in-old-term.ts';
import { clingsToPartial } from './clings-to-partial.ts';
import { compactsAgain } from './compacts-again.ts';
import { compactsPastSnapshot } from './compacts-past-snapshot.ts';
import { compactsUncommitted } from './compacts-uncommitted.ts';
import { countsWholeLog } from './counts-whole-log.ts';
import { discardsSuffix } from './discards-suffix.ts';
import { doneTooEarly } from './done-too-early.ts';
import { firstChunkOnly } from './first-chunk-only.ts';
import { forgetsBoundary } from './forgets-boundary.ts';
import { forgetsCompactedEnd } from './forgets-compacted-end.ts';
import { ignoresChecksum } from './ignores-checksum.ts';
import { keepsConflictingSuffix } from './keeps-conflicting-suffix.ts';
import { keepsCorrupt } from './keeps-corrupt.ts';
import { neverBeginsAgain } from './never-begins-again.ts';
import { noAnswerUntilDone } from './no-answer-until-done.ts';
import { notSaved } from './not-saved.ts';
import { refusesShorterSnapshot } from './refuses-shorter-snapshot.ts';
import { restartsTransfers } from './restarts-transfers.ts';
import { resumesTransfers } from './resumes-transfers.ts';
import { snapshotSetsTerm } from './snapshot-sets-term.ts';
import { snapshotTooLate } from './snapshot-too-late.ts';
import { staleTermAtBoundary } from './stale-term-at-boundary.ts';
import { termOfNextEntry } from './term-of-next-entry.ts';
import { termOfSnapshot } from './term-of-snapshot.ts';
import { transfersNoState } from './transfers-no-state.ts';
import { writesAnywhere } from './writes-anywhere.ts';
import { wrongSnapshotTerm } from './wrong-snapshot-term.ts';

export const installSnapshotMutants: readonly Mutant[] = [
  acceptsOldSnapshot,
  clingsToPartial,
  compactsAgain,
  compactsPastSnapshot,
  compactsUncommitted,
  wrongSnapshotTerm,
  discardsSuffix,
  firstChunkOnly,
  forgetsCompactedEnd,
  ignoresChecksum,
  keepsConflictingSuffix,
  noAnswerUntilDone,
  notSaved,
  refusesShorterSnapshot,
  restartsTransfers,
  snapshotSetsTerm,
  countsWholeLog,
  snapshotTooLate,
  staleTermAtBoundary,
  termOfSnapshot,
  transfersNoState,
  writesAnywhere,
  doneTooEarly,
  forgetsBoundary,
  chunksInOldTerm,
  acksCorrupt,
  keepsCorrupt,
  neverBeginsAgain,
  resumesTransfers,
  termOfNextEntry,
];

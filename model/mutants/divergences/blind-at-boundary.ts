/** A leader sends no snapshot at its boundary, and followers append blindly after a compaction. */

import { snapshotTooLate } from '../installSnapshot/snapshot-too-late.ts';
import { pair } from '../mutant.ts';
import { appendsBlindly } from './appends-blindly.ts';

/** A follower gets the same entries at two places. */
export const blindAtBoundary = pair(
  {
    id: 'X3',
    title: 'A leader sends no snapshot at its boundary, and followers append blindly after a compaction',
    clause: 'D-13',
    suite: 'own',
    shortest: 14,
  },
  appendsBlindly,
  snapshotTooLate,
);

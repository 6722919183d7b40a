/** A leader counts its own entries before they are on its disk, and goes on leading after a restart. */

import { pair } from '../mutant.ts';
import { countsUnwrittenEntry } from './counts-unwritten-entry.ts';
import { resumesLeadership } from './resumes-leadership.ts';

/** It gives an index of its term to two entries. */
export const unwrittenAndResumed = pair(
  {
    id: 'X2',
    title: 'A leader counts its own entries before they are on its disk, and goes on leading after a restart',
    clause: 'ST-8',
    suite: 'own',
    shortest: 8,
  },
  countsUnwrittenEntry,
  resumesLeadership,
);

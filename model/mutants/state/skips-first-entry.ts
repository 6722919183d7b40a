/** After a restart the entry behind the snapshot counts as applied. */

import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** The state machine goes on without it. */
export const skipsFirstEntry = mutant(
  {
    id: 'skips-first-entry',
    title: 'After a restart the entry behind the snapshot counts as applied',
    clause: 'ST-5',
    suite: 'own',
  },
  {
    restart: (storage) => ({
      ...restart(storage),
      lastApplied: Math.min(storage.log.snapshotIndex + 1, storage.log.lastIndex),
    }),
  },
);

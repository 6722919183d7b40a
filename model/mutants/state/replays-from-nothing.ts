/** After a restart commitIndex and lastApplied are 0, whatever the snapshot covers. */

import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** An old snapshot is installed over a newer one, and what was acknowledged is gone. */
export const replaysFromNothing = mutant(
  {
    id: 'B25',
    title: 'After a restart commitIndex and lastApplied are 0, whatever the snapshot covers',
    clause: 'ST-9',
    suite: 'own',
  },
  { restart: (storage) => ({ ...restart(storage), commitIndex: 0, lastApplied: 0 }) },
);

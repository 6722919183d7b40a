/** After a restart the whole log counts as committed. */

import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** A leader appends an entry, crashes, and comes back believing that it was committed. */
export const commitsLogOnRestart = mutant(
  {
    id: 'C07',
    title: 'After a restart the whole log counts as committed',
    clause: 'ST-9',
    suite: 'smoke',
    shortest: 8,
  },
  { restart: (storage) => ({ ...restart(storage), commitIndex: storage.log.lastIndex }) },
);

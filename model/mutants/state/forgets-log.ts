/** The log does not survive a restart. */

import { emptyLog } from '../../../src/core/log.ts';
import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** A server votes for one that lacks what it has acknowledged. */
export const forgetsLog = mutant(
  { id: 'forgets-log', title: 'The log does not survive a restart', clause: 'ST-3', suite: 'own' },
  {
    restart: (storage) => ({ ...restart(storage), log: emptyLog(storage.log.snapshotIndex, storage.log.snapshotTerm) }),
  },
);

/** A server whose log ends with its snapshot comes back with an empty one. */

import { emptyLog, lastIndex } from '../../../src/core/log.ts';
import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** It believes that it has nothing, and that nothing is committed. */
export const logRestartsEmpty = mutant(
  {
    id: 'log-restarts-empty',
    title: 'A server whose log ends with its snapshot comes back with an empty one',
    clause: 'ST-9',
    suite: 'held-out',
    source: 'https://github.com/JDRaftKeeper/RaftKeeper/issues/312',
  },
  {
    restart: (storage) => {
      const server = restart(storage);
      const { log } = storage;
      return lastIndex(log) > log.snapshotIndex
        ? server
        : { ...server, log: emptyLog(), commitIndex: 0, lastApplied: 0 };
    },
  },
);

/** A follower begins to apply with the entry that it applied last. */

import { applyCommitted } from '../../../../src/core/rules/allServers.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** Each time, one entry is applied once more. */
export const appliesLastTwice = mutant(
  {
    id: 'applies-last-twice',
    title: 'A follower begins to apply with the entry that it applied last',
    clause: 'SP-17',
    suite: 'own',
  },
  {
    actions: {
      applyCommitted: (server: Server, event: Event) =>
        applyCommitted({ ...server, lastApplied: Math.max(server.lastApplied - 1, server.log.snapshotIndex) }, event),
    },
  },
);

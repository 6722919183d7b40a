/** AppendEntries of an older term restarts the election timer. */

import { refuseOldLeader } from '../../../src/core/rules/appendEntries.ts';
import { armTimer } from '../../../src/core/timers.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A deposed leader keeps the others from starting elections. */
export const oldLeaderRestartsTimer = mutant(
  {
    id: 'D01',
    title: 'AppendEntries of an older term restarts the election timer',
    clause: 'RS-F-3',
    suite: 'own',
    equivalent: 'The rejection carries the newer term, which deposes the old leader: it does not send a second time.',
  },
  {
    actions: {
      refuseOldLeader: (server: Server, request: AppendEntries) => {
        const refused = refuseOldLeader(server, request);
        return server.role === 'leader' ? refused : { ...refused, effects: [armTimer('election'), ...refused.effects] };
      },
    },
  },
);

/** matchIndex begins with the first entry instead of before it. */

import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The first entry counts as replicated as soon as it is appended. */
export const matchIndexBeginsAtOne = mutant(
  { id: 'A55', title: 'matchIndex begins with the first entry instead of before it', clause: 'ST-7', suite: 'own' },
  {
    actions: {
      becomeLeader: (server: Server, event: Event) =>
        withServer(becomeLeader(server, event), {
          matchIndex: Object.fromEntries(server.peers.map((peer) => [peer, 1])),
        }),
    },
  },
);

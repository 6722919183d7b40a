/** matchIndex begins at the last entry of a new leader. */

import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** A follower that lacks entries can't say so, since it is known to have them. */
export const matchIndexGuessed = mutant(
  { id: 'Z06', title: 'matchIndex begins at the last entry of a new leader', clause: 'ST-7', suite: 'own' },
  {
    actions: {
      becomeLeader: (server: Server, event: Event) =>
        withServer(becomeLeader(server, event), {
          matchIndex: Object.fromEntries(server.peers.map((peer) => [peer, server.log.lastIndex])),
        }),
    },
  },
);

/** nextIndex begins at the last entry of a new leader, not behind it. */

import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** With an empty log it begins before everything, and no follower understands the next heartbeat. */
export const beginsTooEarly = mutant(
  {
    id: 'begins-too-early',
    title: 'nextIndex begins at the last entry of a new leader, not behind it',
    clause: 'ST-6',
    suite: 'own',
  },
  {
    actions: {
      becomeLeader: (server: Server, event: Event) => {
        const nextIndex = Object.fromEntries(server.peers.map((peer) => [peer, server.log.lastIndex]));
        return withServer(becomeLeader(server, event), { nextIndex });
      },
    },
  },
);

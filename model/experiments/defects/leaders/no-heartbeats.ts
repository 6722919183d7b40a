/** A leader sends entries and nothing else. */

import { becomeLeader } from '../../../../src/core/rules/candidates.ts';
import { heartbeat } from '../../../../src/core/rules/leaders.ts';
import type { Event, Server, Timeout } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withoutMessages, withServer } from '../../../mutants/outcomes.ts';

/** While it has none, its followers take it for crashed. */
export const noHeartbeats = mutant(
  { id: 'no-heartbeats', title: 'A leader sends no heartbeats', clause: 'RS-L-1', suite: 'own' },
  {
    actions: {
      becomeLeader: (server: Server, event: Event) => {
        const led = withoutMessages(becomeLeader(server, event));
        // Without the first heartbeat there is no probe to wait for (D-14): entries go as they come.
        const pipelining = Object.fromEntries(server.peers.map((peer) => [peer, true]));
        return withServer(led, { pipelining });
      },
      heartbeat: (server: Server, event: Timeout) => withoutMessages(heartbeat(server, event)),
    },
  },
);

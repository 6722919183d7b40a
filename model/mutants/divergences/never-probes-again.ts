/** A follower that is probed gets no heartbeat. */

import { heartbeat } from '../../../src/core/rules/leaders.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutMessages } from '../outcomes.ts';

/** When the probe is lost, it never hears of that leader again. */
export const neverProbesAgain = mutant(
  {
    id: 'D11',
    title: 'A follower that is probed gets no heartbeat',
    clause: 'D-14',
    suite: 'own',
    equivalent: 'A follower that hears nothing starts an election, and a new leader probes everybody at once.',
  },
  {
    actions: {
      heartbeat: (server: Server, event: Timeout) =>
        withoutMessages(heartbeat(server, event), ({ to }) => !server.pipelining[to]),
    },
  },
);

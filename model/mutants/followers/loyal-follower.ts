/** A follower that knows a leader never starts an election. */

import { mutant } from '../mutant.ts';
import { ignore } from '../outcomes.ts';

/** When the leader is gone, nobody takes its place. */
export const loyalFollower = mutant(
  {
    id: 'loyal-follower',
    title: 'A follower that knows a leader never starts an election',
    clause: 'RS-F-2',
    suite: 'own',
  },
  {
    step: (step) => (server, event) =>
      event.type === 'timeout' && event.timer === 'election' && server.role === 'follower' && server.leaderId !== null
        ? ignore(server)
        : step(server, event),
  },
);

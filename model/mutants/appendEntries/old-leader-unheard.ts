/** A leader of an older term gets no answer. */

import { mutant } from '../mutant.ts';
import { ignore } from '../outcomes.ts';

/** It goes on leading those who have seen the newer term, until a candidate or a leader of it speaks. */
export const oldLeaderUnheard = mutant(
  {
    id: 'old-leader-unheard',
    title: 'A leader of an older term gets no answer',
    clause: 'AE-1',
    suite: 'held-out',
    equivalent:
      'Whoever has the newer term no longer restarts its timer for the old leader (RS-F-3), and its request for votes or the heartbeat of the new leader brings the term.',
    source: 'https://github.com/nats-io/nats-server/pull/5714',
  },
  {
    actions: { refuseOldLeader: ignore },
  },
);

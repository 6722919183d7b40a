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
    source: 'https://github.com/nats-io/nats-server/pull/5714',
  },
  {
    actions: { refuseOldLeader: ignore },
  },
);

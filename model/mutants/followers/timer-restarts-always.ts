/** Every RequestVote restarts the election timer, granted or not. */

import { refuseVote } from '../../../src/core/rules/requestVote.ts';
import { armTimer } from '../../../src/core/timers.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A server with an old log campaigns for ever and keeps the good ones quiet. */
export const timerRestartsAlways = mutant(
  { id: 'D02', title: 'Every RequestVote restarts the election timer, granted or not', clause: 'RS-F-3', suite: 'own' },
  {
    actions: {
      refuseVote: (server: Server, request: RequestVote) => {
        const refused = refuseVote(server, request);
        return { ...refused, effects: [armTimer('election'), ...refused.effects] };
      },
    },
  },
);

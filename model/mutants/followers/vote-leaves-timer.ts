/** A granted vote does not restart the election timer. */

import { grantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** A voter starts an election right after it has elected another. */
export const voteLeavesTimer = mutant(
  {
    id: 'D03',
    title: 'A granted vote does not restart the election timer',
    clause: 'RS-F-3',
    suite: 'own',
    equivalent:
      'An election more is only an election more; the timers are random, so that one of the elections is left in peace.',
  },
  { actions: { grantVote: (server: Server, request: RequestVote) => withoutTimer(grantVote(server, request)) } },
);

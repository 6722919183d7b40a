/** A repeated request of the candidate already voted for is rejected. */

import { canGrantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A candidate whose answer was lost does not get it. */
export const neverGrantsAgain = mutant(
  {
    id: 'never-grants-again',
    title: 'A repeated request of the candidate already voted for is rejected',
    clause: 'D-5',
    suite: 'own',
    equivalent: 'A lost answer costs one election, and the next one is asked for anew.',
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) => server.votedFor === null && canGrantVote(server, request),
    },
  },
);

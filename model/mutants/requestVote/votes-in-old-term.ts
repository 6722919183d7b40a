/** A candidate of an older term gets a vote of that term. */

import { refuseOldCandidate } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** A server votes twice in a term that it has left. */
export const votesInOldTerm = mutant(
  {
    id: 'votes-in-old-term',
    title: 'A candidate of an older term gets a vote of that term',
    clause: 'RV-1',
    suite: 'own',
  },
  {
    actions: {
      refuseOldCandidate: (server: Server, request: RequestVote) =>
        withMessages(refuseOldCandidate(server, request), (message) => ({
          ...message,
          term: request.term,
          voteGranted: true,
        })),
    },
  },
);

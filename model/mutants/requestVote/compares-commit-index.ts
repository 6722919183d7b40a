/** A voter compares the candidate's log with its own commitIndex. */

import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { hasFreeVote } from '../outcomes.ts';

/** A follower that holds a committed entry, and does not know that it is, elects a server without it. */
export const comparesCommitIndex = mutant(
  {
    id: 'A07',
    title: "A voter compares the candidate's log with its own commitIndex",
    clause: 'RV-2',
    suite: 'core',
    shortest: 10,
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        hasFreeVote(server, request) && request.lastLogIndex >= server.commitIndex,
    },
  },
);

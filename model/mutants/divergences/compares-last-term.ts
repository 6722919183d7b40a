/** A voter compares the last terms of the logs and not their lengths. */

import { lastTerm } from '../../../src/core/log.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { hasFreeVote } from '../outcomes.ts';

/** A shorter log of the same term wins over one with a committed entry. */
export const comparesLastTerm = mutant(
  {
    id: 'A04',
    title: 'A voter compares the last terms of the logs and not their lengths',
    clause: 'D-3',
    suite: 'core',
    shortest: 13,
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        hasFreeVote(server, request) && request.lastLogTerm >= lastTerm(server.log),
    },
  },
);

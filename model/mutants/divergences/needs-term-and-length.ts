/** A voter wants a last term and a length that are both at least its own. */

import { canGrantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A longer log of an old term and a shorter one of a new term reject each other for ever. */
export const needsTermAndLength = mutant(
  {
    id: 'A06',
    title: 'A voter wants a last term and a length that are both at least its own',
    clause: 'D-3',
    suite: 'hard',
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        canGrantVote(server, request) && request.lastLogIndex >= server.log.lastIndex,
    },
  },
);

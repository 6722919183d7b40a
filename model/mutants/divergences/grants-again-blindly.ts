/** A repeated request of the candidate already voted for is granted without a look at the logs. */

import { emptyLog } from '../../../src/core/log.ts';
import { canGrantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A vote is given to a server whose log is older. */
export const grantsAgainBlindly = mutant(
  {
    id: 'grants-again-blindly',
    title: 'A repeated request of the candidate already voted for is granted without a look at the logs',
    clause: 'D-5',
    suite: 'own',
    equivalent:
      'The vote was given to this candidate in this term before; to say so again elects nobody who was not elected then.',
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        canGrantVote(server.votedFor === request.candidateId ? { ...server, log: emptyLog() } : server, request),
    },
  },
);

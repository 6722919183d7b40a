/** A candidate takes the votes of its last candidacy into the next one. */

import { retryElection } from '../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** It leads a term in which nobody has voted for it. */
export const keepsVotes = mutant(
  {
    id: 'A18',
    title: 'A candidate takes the votes of its last candidacy into the next one',
    clause: 'RS-C-4',
    suite: 'own',
  },
  {
    actions: {
      retryElection: (server: Server, event: Timeout) =>
        withServer(retryElection(server, event), { votesGranted: server.votesGranted }),
    },
  },
);

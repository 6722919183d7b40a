/** A candidate tries again in the same term. */

import { retryElection } from '../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Two candidates that have split the votes ask the same voters for ever. */
export const retriesSameTerm = mutant(
  { id: 'A17', title: 'A candidate tries again in the same term', clause: 'RS-C-4', suite: 'own' },
  {
    actions: {
      retryElection: (server: Server, event: Timeout) =>
        retryElection({ ...server, currentTerm: server.currentTerm - 1 }, event),
    },
  },
);

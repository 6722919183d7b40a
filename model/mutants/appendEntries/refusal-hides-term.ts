/** An old leader is rejected with its own term. */

import { refuseOldLeader } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** It never learns that its term is over. */
export const refusalHidesTerm = mutant(
  {
    id: 'D10',
    title: 'An old leader is rejected with its own term',
    clause: 'AE-1',
    suite: 'own',
    equivalent:
      'An old leader commits nothing without acknowledgements, and a rejection is none; whoever rejects it starts an election, and that request deposes it.',
  },
  {
    actions: {
      refuseOldLeader: (server: Server, request: AppendEntries) =>
        withMessages(refuseOldLeader(server, request), (message) => ({ ...message, term: request.term })),
    },
  },
);

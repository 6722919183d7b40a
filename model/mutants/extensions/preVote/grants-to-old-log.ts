/** A pre-vote is granted whatever the log of the pre-candidate. */

import { type PreVote, preVote } from '../../../../src/core/extensions/preVote.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A server that can't win raises its term again and again. */
export const grantsToOldLog = wovenMutant(
  {
    id: 'grants-to-old-log',
    title: 'A pre-vote is granted whatever the log of the pre-candidate',
    clause: 'PV-7',
    suite: 'own',
  },
  preVote,
  {
    guards: {
      canGrantPreVote: (server: Server, request: PreVote) =>
        server.leaderId === null && request.term === server.currentTerm,
    },
  },
);

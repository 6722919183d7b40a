/** A server that has voted in the current term grants no pre-vote. */

import { type PreVote, preVote, preVoteGuards } from '../../../../src/core/extensions/preVote.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** After a leader has failed its voters never let anybody start an election. */
export const bindsByItsVote = wovenMutant(
  {
    id: 'binds-by-its-vote',
    title: 'A server that has voted in the current term grants no pre-vote',
    clause: 'PV-6',
    suite: 'own',
  },
  preVote,
  {
    guards: {
      canGrantPreVote: (server: Server, request: PreVote) =>
        server.votedFor === null && preVoteGuards.canGrantPreVote(server, request),
    },
  },
);

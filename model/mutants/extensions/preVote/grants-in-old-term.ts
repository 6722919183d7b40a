/** A pre-candidate of an older term gets the pre-vote. */

import { type PreVote, preVote, preVoteRules } from '../../../../src/core/extensions/preVote.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It becomes candidate of a term that is over, and is denied what it was promised. */
export const grantsInOldTerm = wovenMutant(
  {
    id: 'grants-in-old-term',
    title: 'A pre-candidate of an older term gets the pre-vote',
    clause: 'PV-5',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      refuseOldPreCandidate: (server: Server, request: PreVote) => ({
        ...preVoteRules.grantPreVote(server, request),
        fired: ['PV-5' as const],
      }),
    },
  },
);

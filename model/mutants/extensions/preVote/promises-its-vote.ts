/** A server that grants a pre-vote gives its vote of this term with it. */

import { type PreVote, preVote, preVoteRules } from '../../../../src/core/extensions/preVote.ts';
import { type Outcome, persistVote } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A promise that nobody asked for keeps a candidate of this term from its majority. */
export const promisesItsVote = wovenMutant(
  {
    id: 'promises-its-vote',
    title: 'A server that grants a pre-vote gives its vote of this term with it',
    clause: 'PV-8',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      grantPreVote: (server: Server, request: PreVote): Outcome => {
        const bound = server.votedFor === null ? { ...server, votedFor: request.candidateId } : server;
        const granted = preVoteRules.grantPreVote(bound, request);
        return bound === server ? granted : { ...granted, effects: [persistVote(bound), ...granted.effects] };
      },
    },
  },
);

/** A server raises its term before it asks for pre-votes. */

import { preVote, preVoteRules } from '../../../../src/core/extensions/preVote.ts';
import type { Outcome } from '../../../../src/core/outcome.ts';
import { persistVote } from '../../../../src/core/outcome.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A server that is cut off comes back with a newer term, and the leader steps down for nothing. */
export const raisesTerm = wovenMutant(
  {
    id: 'raises-term',
    title: 'A server raises its term before it asks for pre-votes',
    clause: 'PV-2',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      askForPreVotes: (server: Server, event: Timeout): Outcome => {
        const raised = { ...server, currentTerm: server.currentTerm + 1, votedFor: null };
        const asked = preVoteRules.askForPreVotes(raised, event);
        return { ...asked, effects: [persistVote(raised), ...asked.effects] };
      },
    },
  },
);

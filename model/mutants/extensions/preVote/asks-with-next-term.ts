/** The question carries the term in which the vote is wanted. */

import { preVote, preVoteRules } from '../../../../src/core/extensions/preVote.ts';
import type { Outcome } from '../../../../src/core/outcome.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Whoever is asked adopts a term in which nobody is candidate, and leaves its leader. */
export const asksWithNextTerm = wovenMutant(
  {
    id: 'asks-with-next-term',
    title: 'The question carries the term in which the vote is wanted',
    clause: 'PV-3',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      askForPreVotes: (server: Server, event: Timeout): Outcome => {
        const asked = preVoteRules.askForPreVotes(server, event);
        const effects = asked.effects.map((effect) =>
          effect.type === 'send' ? { ...effect, message: { ...effect.message, term: server.currentTerm + 1 } } : effect,
        );
        return { ...asked, effects };
      },
    },
  },
);

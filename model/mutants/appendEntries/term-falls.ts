/** AppendEntries sets currentTerm, even to an older term. */

import { mutant } from '../mutant.ts';
import { afterVote } from '../outcomes.ts';

/** A server goes back to a term in which it has voted, and votes again. */
export const termFalls = mutant(
  {
    id: 'A25',
    title: 'AppendEntries sets currentTerm, even to an older term',
    clause: 'AE-1',
    suite: 'core',
    shortest: 11,
  },
  {
    step: (step) => (server, event) => {
      if (server.role === 'leader' || event.type !== 'AppendEntries' || event.term >= server.currentTerm)
        return step(server, event);
      return afterVote({ ...server, currentTerm: event.term, votedFor: null }, (older) => step(older, event));
    },
  },
);

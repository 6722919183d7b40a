/** InstallSnapshot sets currentTerm, even to an older term. */

import { mutant } from '../mutant.ts';
import { afterVote } from '../outcomes.ts';

/** A server goes back to a term in which it has voted. */
export const snapshotSetsTerm = mutant(
  {
    id: 'snapshot-sets-term',
    title: 'InstallSnapshot sets currentTerm, even to an older term',
    clause: 'IS-1',
    suite: 'own',
  },
  {
    step: (step) => (server, event) => {
      if (server.role === 'leader' || event.type !== 'InstallSnapshot' || event.term >= server.currentTerm)
        return step(server, event);
      return afterVote({ ...server, currentTerm: event.term, votedFor: null }, (older) => step(older, event));
    },
  },
);

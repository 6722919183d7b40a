/** The vote is written first, and its term in a write of its own. */

import { mutant } from '../mutant.ts';
import { withWrites } from '../outcomes.ts';

/** A crash in between leaves the old term with the vote cleared, and the server votes in it again. */
export const voteBeforeTerm = mutant(
  {
    id: 'vote-before-term',
    title: 'The vote is written first, and its term in a write of its own',
    clause: 'ST-8',
    suite: 'own',
    shortest: 17,
  },
  {
    step: (step) => (server, event) =>
      withWrites(step(server, event), (write) => {
        const { currentTerm, votedFor, ...rest } = write;
        return currentTerm === undefined || votedFor === undefined
          ? [write]
          : [
              { type: 'persist', votedFor },
              { ...rest, currentTerm },
            ];
      }),
  },
);

/** The term is written first, and the vote in a write of its own. */

import { mutant } from '../mutant.ts';
import { withWrites } from '../outcomes.ts';

/** After a crash in between, the vote of the old term counts in the new one. */
export const termBeforeVote = mutant(
  {
    id: 'Z07',
    title: 'The term is written first, and the vote in a write of its own',
    clause: 'ST-8',
    suite: 'control',
    equivalent:
      'Nothing is sent before both are written; whatever a crash leaves can only deny a vote that was still free, or give once more one that nobody has counted.',
  },
  {
    step: (step) => (server, event) =>
      withWrites(step(server, event), (write) => {
        const { currentTerm, votedFor, ...rest } = write;
        return currentTerm === undefined || votedFor === undefined
          ? [write]
          : [
              { type: 'persist', currentTerm },
              { ...rest, votedFor },
            ];
      }),
  },
);

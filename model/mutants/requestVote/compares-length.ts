/** A voter compares the lengths of the logs and not their last terms. */

import { lastIndex } from '../../../src/core/log.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A long log of uncommitted entries wins over a shorter one with a committed entry. */
export const comparesLength = mutant(
  {
    id: 'A03',
    title: 'A voter compares the lengths of the logs and not their last terms',
    clause: 'RV-2',
    suite: 'core',
    shortest: 15,
  },
  {
    guards: {
      canGrantVote: ({ currentTerm, votedFor, log }: Server, { term, candidateId, lastLogIndex }: RequestVote) =>
        term === currentTerm && (votedFor === null || votedFor === candidateId) && lastLogIndex >= lastIndex(log),
    },
  },
);

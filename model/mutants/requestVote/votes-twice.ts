/** A voter ignores votedFor and grants every up-to-date candidate. */

import { lastIndex, lastTerm } from '../../../src/core/log.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Two candidates of one term both get a majority. */
export const votesTwice = mutant(
  {
    id: 'A01',
    title: 'A voter ignores votedFor and grants every up-to-date candidate',
    clause: 'RV-2',
    suite: 'smoke',
    shortest: 6,
  },
  {
    guards: {
      canGrantVote: ({ currentTerm, log }: Server, { term, lastLogTerm, lastLogIndex }: RequestVote) =>
        term === currentTerm &&
        (lastLogTerm > lastTerm(log) || (lastLogTerm === lastTerm(log) && lastLogIndex >= lastIndex(log))),
    },
  },
);

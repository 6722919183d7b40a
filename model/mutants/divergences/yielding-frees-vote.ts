/** A candidate that steps down for the leader of its term forgets its own vote. */

import { persistVote } from '../../../src/core/outcome.ts';
import { yieldToLeader } from '../../../src/core/rules/candidates.ts';
import type { AppendEntries, InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** It votes for another candidate of the term. */
export const yieldingFreesVote = mutant(
  {
    id: 'yielding-frees-vote',
    title: 'A candidate that steps down for the leader of its term forgets its own vote',
    clause: 'D-4',
    suite: 'own',
    equivalent:
      'Only a server that has not voted for the leader steps down like this; a majority has voted for it and keeps its votes, so that nobody else can win the term.',
  },
  {
    actions: {
      yieldToLeader: (server: Server, request: AppendEntries | InstallSnapshot) => {
        const yielded = withServer(yieldToLeader(server, request), { votedFor: null });
        return { ...yielded, effects: [persistVote(yielded.server)] };
      },
    },
  },
);

/** A voter that rejects a candidate forgets whom it has voted for. */

import { persistVote } from '../../../src/core/outcome.ts';
import { refuseVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** It grants the next request of the same term. */
export const refusalFreesVote = mutant(
  {
    id: 'refusal-frees-vote',
    title: 'A voter that rejects a candidate forgets whom it has voted for',
    clause: 'RV-4',
    suite: 'own',
  },
  {
    actions: {
      refuseVote: (server: Server, request: RequestVote) => {
        const freed = withServer(refuseVote(server, request), { votedFor: null });
        return { ...freed, effects: [persistVote(freed.server), ...freed.effects] };
      },
    },
  },
);

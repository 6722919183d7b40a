/** A follower records the leader of its term as the one that it has voted for. */

import { persistVote } from '../../../src/core/outcome.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** It has voted for one and says that it has voted for another. */
export const voteFollowsLeader = mutant(
  {
    id: 'Z02',
    title: 'A follower records the leader of its term as the one that it has voted for',
    clause: 'D-4',
    suite: 'control',
    equivalent:
      'The leader of the term exists already; the changed vote can only be granted to it again, and is denied to everybody else.',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        if (server.votedFor === request.leaderId) return accepted;
        const next = withServer(accepted, { votedFor: request.leaderId });
        return { ...next, effects: [persistVote(next.server), ...next.effects] };
      },
    },
  },
);

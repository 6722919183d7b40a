/** A follower bounds leaderCommit by the end of its log. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Leftovers of an old term are applied because the leader has committed something else at their index. */
export const commitsToEndOfLog = mutant(
  {
    id: 'A34',
    title: 'A follower bounds leaderCommit by the end of its log',
    clause: 'D-1',
    suite: 'core',
    shortest: 26,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        const bound = Math.min(request.leaderCommit, accepted.server.log.lastIndex);
        const commitIndex = Math.max(server.commitIndex, bound);
        return { ...accepted, server: { ...accepted.server, commitIndex } };
      },
    },
  },
);

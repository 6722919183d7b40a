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
    decision:
      'No sender here gives it an occasion: entries are sent from nextIndex on, a heartbeat is empty only behind the end of the log of the leader, or behind what was sent to a follower that had acknowledged all before it, and a rejection leads back behind the conflict (D-9, D-14), so that no request ends before an old entry that its leaderCommit covers.',
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

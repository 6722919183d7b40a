/** A heartbeat that does not fit the log still moves commitIndex. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** A follower commits entries that it does not have, or other ones than the leader. */
export const heartbeatCommitsUnchecked = mutant(
  {
    id: 'A39',
    title: 'A heartbeat that does not fit the log still moves commitIndex',
    clause: 'AE-2',
    suite: 'own',
    shortest: 9,
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) => {
        const refused = refuseEntries(server, request);
        const bound = Math.min(request.leaderCommit, request.prevLogIndex);
        const isHeartbeat = request.entries.length === 0;
        return isHeartbeat ? withServer(refused, { commitIndex: Math.max(server.commitIndex, bound) }) : refused;
      },
    },
  },
);

/** A follower takes leaderCommit as it is. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** It commits entries that it does not have, and later whatever comes to stand there. */
export const followsBlindly = mutant(
  { id: 'A33', title: 'A follower takes leaderCommit as it is', clause: 'AE-5', suite: 'smoke', shortest: 9 },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) =>
        withServer(acceptEntries(server, request), { commitIndex: Math.max(server.commitIndex, request.leaderCommit) }),
    },
  },
);

/** A late rejection takes nextIndex back behind the snapshot that the follower has acknowledged. */

import { backUp } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { goBackTo } from '../outcomes.ts';

/** The leader sends the snapshot again, learns nothing from the answer, and never goes on. */
export const lateRejectAfterSnapshot = mutant(
  {
    id: 'B16',
    title: 'A late rejection takes nextIndex back behind the snapshot that the follower has acknowledged',
    clause: 'D-6',
    suite: 'own',
  },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) => {
        const { from, prevLogIndex } = reply;
        const isLate =
          prevLogIndex > 0 && prevLogIndex <= Math.min(matchIndexOf(server, from), server.log.snapshotIndex);
        return isLate ? goBackTo(server, from, prevLogIndex) : backUp(server, reply);
      },
    },
  },
);

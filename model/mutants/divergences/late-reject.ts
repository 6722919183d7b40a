/** A late rejection takes nextIndex back behind matchIndex. */

import { backUp } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { goBackTo } from '../outcomes.ts';

/** The leader sends again what the follower has acknowledged. */
export const lateReject = mutant(
  { id: 'E05', title: 'A late rejection takes nextIndex back behind matchIndex', clause: 'D-6', suite: 'own' },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) => {
        const { from, prevLogIndex } = reply;
        const isLate = prevLogIndex > 0 && prevLogIndex <= matchIndexOf(server, from);
        return isLate ? goBackTo(server, from, prevLogIndex) : backUp(server, reply);
      },
    },
  },
);

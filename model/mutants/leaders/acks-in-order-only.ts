/** A success counts only if it follows on the last one. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import { advanceFollower } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** What was acknowledged to an earlier leader is not acknowledged again, and a new one waits for it. */
export const acksInOrderOnly = mutant(
  {
    id: 'acks-in-order-only',
    title: 'A success counts only if it follows on the last one',
    clause: 'RS-L-5',
    suite: 'held-out',
    source: 'https://github.com/jgroups-extras/jgroups-raft/issues/122',
  },
  {
    actions: {
      advanceFollower: (server: Server, reply: AppendEntriesReply) =>
        reply.prevLogIndex <= matchIndexOf(server, reply.from)
          ? advanceFollower(server, reply)
          : withoutEffects(server, 'D-6'),
    },
  },
);

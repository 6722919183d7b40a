/** A rejection of what was sent ahead does not take nextIndex back. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import { backUp } from '../../../src/core/rules/leaders.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The first of two messages is lost, and the follower rejects everything that comes after it. */
export const lossNotRolledBack = mutant(
  { id: 'E06', title: 'A rejection of what was sent ahead does not take nextIndex back', clause: 'D-14', suite: 'own' },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) =>
        server.pipelining[reply.from] ? withoutEffects(server, 'D-6') : backUp(server, reply),
    },
  },
);

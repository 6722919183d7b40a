/** A success counts for everything that was sent so far. */

import { advanceFollower } from '../../../src/core/rules/leaders.ts';
import { nextIndexOf } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The second of two messages is lost, and its entries are committed all the same. */
export const acknowledgesLastSent = mutant(
  { id: 'E08', title: 'A success counts for everything that was sent so far', clause: 'RS-L-5', suite: 'own' },
  {
    actions: {
      advanceFollower: (server: Server, reply: AppendEntriesReply) =>
        advanceFollower(server, {
          ...reply,
          matchIndex: Math.max(reply.matchIndex, nextIndexOf(server, reply.from) - 1),
        }),
    },
  },
);

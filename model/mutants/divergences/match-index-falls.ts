/** A late reply lowers matchIndex. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** An older reply that comes later takes back what the leader knew. */
export const matchIndexFalls = mutant(
  {
    id: 'A41',
    title: 'A late reply lowers matchIndex',
    clause: 'D-6',
    suite: 'core',
    shortest: 11,
    equivalent:
      'What is forgotten was true, so that the leader only commits later, and sends again what the follower has.',
  },
  {
    actions: {
      advanceFollower: (server: Server, { from, matchIndex }: AppendEntriesReply) =>
        withoutEffects(
          {
            ...server,
            matchIndex: { ...server.matchIndex, [from]: matchIndex },
            nextIndex: { ...server.nextIndex, [from]: Math.max(server.nextIndex[from] ?? 0, matchIndex + 1) },
            pipelining: { ...server.pipelining, [from]: true },
          },
          matchIndex > (server.matchIndex[from] ?? 0) || server.pipelining[from] !== true ? 'RS-L-5' : 'D-6',
        ),
    },
  },
);

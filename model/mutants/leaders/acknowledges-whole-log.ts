/** A success counts for the whole log that the leader has by now. */

import { advanceFollower } from '../../../src/core/rules/leaders.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** An entry that was never sent counts as replicated, and is committed. */
export const acknowledgesWholeLog = mutant(
  {
    id: 'A40',
    title: 'A success counts for the whole log that the leader has by now',
    clause: 'RS-L-5',
    suite: 'smoke',
    shortest: 10,
  },
  {
    actions: {
      advanceFollower: (server: Server, reply: AppendEntriesReply) =>
        advanceFollower(server, { ...reply, matchIndex: server.log.lastIndex }),
    },
  },
);

/** A leader does not go back to a chunk that it has sent, though the follower asks for it. */

import { wantsChunk } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshotReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A follower that has lost what had arrived starves. */
export const neverBeginsAgain = mutant(
  {
    id: 'never-begins-again',
    title: 'A leader does not go back to a chunk that it has sent, though the follower asks for it',
    clause: 'IS-10',
    suite: 'held-out',
    source: 'https://github.com/databendlabs/openraft/pull/1113',
  },
  {
    guards: {
      wantsChunk: (server: Server, reply: InstallSnapshotReply) =>
        wantsChunk(server, reply) && reply.offset > (server.snapshotOffset[reply.from] ?? 0),
    },
  },
);

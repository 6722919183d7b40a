/** The acknowledgement of one snapshot counts for the one that the leader has by now. */

import { finishSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshotReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The follower lacks what lies between the two, and the leader believes that it has it. */
export const ackOfAnySnapshot = mutant(
  {
    id: 'ack-of-any-snapshot',
    title: 'The acknowledgement of one snapshot counts for the one that the leader has by now',
    clause: 'D-11',
    suite: 'own',
  },
  {
    actions: {
      finishSnapshot: (server: Server, reply: InstallSnapshotReply) =>
        finishSnapshot(server, {
          ...reply,
          lastIncludedIndex: server.snapshot?.lastIncludedIndex ?? reply.lastIncludedIndex,
        }),
    },
  },
);

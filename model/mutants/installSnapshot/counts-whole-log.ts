/** The acknowledgement of a snapshot counts for the whole log. */

import { finishSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshotReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Entries behind the snapshot are committed that the follower does not have. */
export const countsWholeLog = mutant(
  {
    id: 'counts-whole-log',
    title: 'The acknowledgement of a snapshot counts for the whole log',
    clause: 'IS-11',
    suite: 'own',
  },
  {
    actions: {
      finishSnapshot: (server: Server, reply: InstallSnapshotReply) =>
        finishSnapshot(server, { ...reply, lastIncludedIndex: server.log.lastIndex }),
    },
  },
);

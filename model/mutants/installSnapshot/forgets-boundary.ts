/** Entries that begin right behind the snapshot are rejected. */

import { lacksPrevEntry } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The entry before them is in no log any more: the follower is sent the same snapshot again, and is never caught up. */
export const forgetsBoundary = mutant(
  {
    id: 'forgets-boundary',
    title: 'Entries that begin right behind the snapshot are rejected',
    clause: 'IS-14',
    suite: 'held-out',
    source: 'https://github.com/hashicorp/raft/issues/86',
  },
  {
    guards: {
      lacksPrevEntry: (server: Server, request: AppendEntries) =>
        lacksPrevEntry(server, request) ||
        (server.log.snapshotIndex > 0 && request.prevLogIndex === server.log.snapshotIndex),
    },
  },
);

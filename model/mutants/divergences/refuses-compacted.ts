/** Entries that begin before the follower's snapshot are rejected. */

import { lacksPrevEntry } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A follower that has compacted never takes anything from a leader that has not. */
export const refusesCompacted = mutant(
  {
    id: 'refuses-compacted',
    title: "Entries that begin before the follower's snapshot are rejected",
    clause: 'D-13',
    suite: 'own',
    decision:
      'A leader begins at the end of its log, and a rejection leads it back to nothing that the follower has committed: it asks below a snapshot only in messages that are late, and what is rejected there is sent again.',
  },
  {
    guards: {
      lacksPrevEntry: (server: Server, request: AppendEntries) =>
        request.prevLogIndex < server.log.snapshotIndex || lacksPrevEntry(server, request),
    },
  },
);

/** Entries that begin before the follower's snapshot are refused. */

import { lacksPrevEntry } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A follower that has compacted never takes anything from a leader that has not. */
export const refusesCompacted = mutant(
  {
    id: 'refuses-compacted',
    title: "Entries that begin before the follower's snapshot are refused",
    clause: 'D-13',
    suite: 'own',
  },
  {
    guards: {
      lacksPrevEntry: (server: Server, request: AppendEntries) =>
        request.prevLogIndex < server.log.snapshotIndex || lacksPrevEntry(server, request),
    },
  },
);

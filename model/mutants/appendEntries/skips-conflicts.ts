/** Entries for indexes that the log has are skipped, conflict or not. */

import { entryAt } from '../../../src/core/log.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A follower keeps the entry of a deposed leader and acknowledges another. */
export const skipsConflicts = mutant(
  {
    id: 'A30',
    title: 'Entries for indexes that the log has are skipped, conflict or not',
    clause: 'AE-3',
    suite: 'smoke',
    shortest: 12,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) =>
        acceptEntries(server, {
          ...request,
          entries: request.entries.map(
            (entry, place) => entryAt(server.log, request.prevLogIndex + 1 + place) ?? entry,
          ),
        }),
    },
  },
);

/** A conflicting entry is overwritten, and what follows it is kept. */

import { append, entriesBetween } from '../../../src/core/log.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer, withWrites } from '../outcomes.ts';

/** Entries of a deposed leader end up behind an entry that it never had. */
export const overwritesInPlace = mutant(
  {
    id: 'A29',
    title: 'A conflicting entry is overwritten, and what follows it is kept',
    clause: 'AE-3',
    suite: 'hard',
    shortest: 34,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        const kept = entriesBetween(server.log, accepted.server.log.lastIndex + 1, server.log.lastIndex);
        const extended = withServer(accepted, { log: append(accepted.server.log, kept) });
        return withWrites(extended, (write) => [
          write.append ? { ...write, append: { ...write.append, entries: [...write.append.entries, ...kept] } } : write,
        ]);
      },
    },
  },
);

/** Entries behind a gap are accepted. */

import { lacksPrevEntry } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The second of two messages overtakes the first, and its entries get the wrong indexes. */
export const acceptsGap = mutant(
  { id: 'E07', title: 'Entries behind a gap are accepted', clause: 'AE-2', suite: 'own', shortest: 16 },
  {
    guards: {
      lacksPrevEntry: (server: Server, request: AppendEntries) =>
        request.prevLogIndex <= server.log.lastIndex && lacksPrevEntry(server, request),
    },
  },
);

/** A follower does not answer an AppendEntries without entries. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutMessages } from '../outcomes.ts';

/** The leader never learns where it stands, and sends it nothing more. */
export const silentFollower = mutant(
  {
    id: 'silent-follower',
    title: 'A follower does not answer an AppendEntries without entries',
    clause: 'RS-F-1',
    suite: 'own',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) =>
        request.entries.length === 0 ? withoutMessages(acceptEntries(server, request)) : acceptEntries(server, request),
    },
  },
);

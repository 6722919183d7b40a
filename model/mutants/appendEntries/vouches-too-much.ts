/** A follower acknowledges its whole log, whatever the request vouched for. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** Leftovers of an old term count as entries of the leader. */
export const vouchesTooMuch = mutant(
  {
    id: 'vouches-too-much',
    title: 'A follower acknowledges its whole log, whatever the request vouched for',
    clause: 'AE-7',
    suite: 'own',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        return withMessages(accepted, (message) => ({ ...message, matchIndex: accepted.server.log.lastIndex }));
      },
    },
  },
);

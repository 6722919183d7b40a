/** Entries that the log holds already are not acknowledged. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** A follower that is ahead of what its leader knows is sent the same entries again and again. */
export const acksOnlyNews = mutant(
  {
    id: 'acks-only-news',
    title: 'Entries that the log holds already are not acknowledged',
    clause: 'AE-7',
    suite: 'held-out',
    equivalent:
      'The next heartbeat names the last entry that was sent as the one before it, and its answer acknowledges all up to there.',
    source: 'https://github.com/yugabyte/yugabyte-db/issues/13723',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        if (accepted.server.log !== server.log) return accepted;
        return withMessages(accepted, (message) =>
          message.type === 'AppendEntriesReply' ? { ...message, matchIndex: request.prevLogIndex } : message,
        );
      },
    },
  },
);

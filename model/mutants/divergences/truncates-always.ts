/** Every AppendEntries cuts the log after its last entry, conflict or not. */

import { truncateFrom } from '../../../src/core/log.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Persist, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A late heartbeat erases entries that the follower has acknowledged. */
export const truncatesAlways = mutant(
  {
    id: 'A28',
    title: 'Every AppendEntries cuts the log after its last entry, conflict or not',
    clause: 'D-2',
    suite: 'core',
    shortest: 12,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        const end = Math.max(request.prevLogIndex + request.entries.length, server.log.snapshotIndex) + 1;
        if (accepted.server.log.lastIndex < end) return accepted;
        const cut: Persist = { type: 'persist', truncateFrom: end };
        const log = truncateFrom(accepted.server.log, end);
        return { ...accepted, server: { ...accepted.server, log }, effects: [cut, ...accepted.effects] };
      },
    },
  },
);

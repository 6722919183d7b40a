/** A heartbeat begins at commitIndex, whatever the follower is known to have. */

import { appendEntries } from '../../../src/core/rules/appendEntries.ts';
import { heartbeat } from '../../../src/core/rules/leaders.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** Whoever is behind rejects what is no conflict; that must not be taken for the loss of entries. */
export const heartbeatAtCommit = mutant(
  {
    id: 'heartbeat-at-commit',
    title: 'A heartbeat begins at commitIndex, whatever the follower is known to have',
    clause: 'RS-L-1',
    suite: 'held-out',
    source: 'https://github.com/databendlabs/openraft/pull/1501',
  },
  {
    actions: {
      heartbeat: (server: Server) =>
        withMessages(heartbeat(server, timeout), (message) =>
          message.type === 'AppendEntries' && message.entries.length === 0
            ? appendEntries(server, message.to, server.commitIndex + 1, 0)
            : message,
        ),
    },
  },
);

const timeout: Timeout = { type: 'timeout', timer: 'heartbeat' };

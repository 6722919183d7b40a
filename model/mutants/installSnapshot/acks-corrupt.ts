/** A snapshot that is thrown away is acknowledged as installed. */

import { discardSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** The leader counts the follower for entries that it does not have. */
export const acksCorrupt = mutant(
  {
    id: 'acks-corrupt',
    title: 'A snapshot that is thrown away is acknowledged as installed',
    clause: 'IS-12',
    suite: 'held-out',
    source: 'https://github.com/deventlab/d-engine/pull/360',
  },
  {
    actions: {
      discardSnapshot: (server: Server, request: InstallSnapshot) =>
        withMessages(discardSnapshot(server, request), (message) =>
          message.type === 'InstallSnapshotReply'
            ? { ...message, offset: request.offset + request.data.length, done: true }
            : message,
        ),
    },
  },
);

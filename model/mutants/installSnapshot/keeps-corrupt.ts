/** A snapshot whose checksum does not fit is asked for again, and what has arrived of it is kept. */

import { discardSnapshot, storeChunk } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The leader begins again, the follower waits for what comes behind the end, and so on until there is a newer snapshot. */
export const keepsCorrupt = mutant(
  {
    id: 'keeps-corrupt',
    title: 'A snapshot whose checksum does not fit is asked for again, and what has arrived of it is kept',
    clause: 'IS-12',
    suite: 'held-out',
    source: 'https://github.com/RedisLabs/raft/pull/162',
  },
  {
    actions: {
      discardSnapshot: (server: Server, request: InstallSnapshot) => {
        const { incomingSnapshot } = storeChunk(server, request).server;
        return withServer(discardSnapshot(server, request), { incomingSnapshot });
      },
    },
  },
);

/** An answer that asks for the chunk under way is answered with that chunk. */

import { awaitsSentChunk, wantsChunk } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshotReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Each answer that arrives twice doubles what is sent of the snapshot from there on. */
export const repeatsChunks = mutant(
  {
    id: 'repeats-chunks',
    title: 'An answer that asks for the chunk under way is answered with that chunk',
    clause: 'D-22',
    suite: 'own',
    decision:
      'A chunk that arrives again changes nothing (IS-3): what it costs is messages, twice as many for each answer that is duplicated.',
  },
  {
    guards: {
      wantsChunk: (server: Server, reply: InstallSnapshotReply) =>
        wantsChunk(server, reply) || awaitsSentChunk(server, reply),
    },
  },
);

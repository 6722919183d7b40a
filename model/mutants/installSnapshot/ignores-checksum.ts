/** A corrupted snapshot is installed. */

import { completesSnapshot, isCorrupt } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A follower restores what nobody has sent. */
export const ignoresChecksum = mutant(
  { id: 'ignores-checksum', title: 'A corrupted snapshot is installed', clause: 'IS-12', suite: 'own' },
  {
    guards: {
      completesSnapshot: (server: Server, request: InstallSnapshot) =>
        completesSnapshot(server, request) || isCorrupt(server, request),
    },
  },
);

/** A conflicting log is deleted after the snapshot is on the disk, in a write of its own. */

import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withWrites } from '../outcomes.ts';

/** A server that crashes in between comes back with entries that do not belong to the snapshot. */
export const truncatesAfterSnapshot = mutant(
  {
    id: 'B14',
    title: 'A conflicting log is deleted after the snapshot is on the disk, in a write of its own',
    clause: 'ST-8',
    suite: 'hard',
    shortest: 17,
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) =>
        withWrites(installSnapshot(server, request), ({ truncateFrom, ...write }) => [
          write,
          ...(truncateFrom === undefined ? [] : [{ type: 'persist', truncateFrom } as const]),
        ]),
    },
  },
);

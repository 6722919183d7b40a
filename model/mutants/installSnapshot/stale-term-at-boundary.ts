/** After a snapshot the log keeps its own term at the last index of the snapshot. */

import { termAt } from '../../../src/core/log.ts';
import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The follower rejects everything that comes next, and the snapshot does not help. */
export const staleTermAtBoundary = mutant(
  {
    id: 'B06',
    title: 'After a snapshot the log keeps its own term at the last index of the snapshot',
    clause: 'IS-14',
    suite: 'own',
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) => {
        const { lastIncludedIndex, lastIncludedTerm } = request;
        const snapshotTerm = termAt(server.log, lastIncludedIndex) ?? lastIncludedTerm;
        const installed = installSnapshot(server, request);
        return withServer(installed, { log: { ...installed.server.log, snapshotTerm } });
      },
    },
  },
);

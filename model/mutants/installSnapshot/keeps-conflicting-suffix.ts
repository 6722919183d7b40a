/** A snapshot leaves the entries behind it, though the log does not hold its last entry. */

import { compactTo } from '../../../src/core/log.ts';
import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer, withWrites } from '../outcomes.ts';

/** Entries of a deposed leader end up behind a prefix that they never had. */
export const keepsConflictingSuffix = mutant(
  {
    id: 'B05',
    title: 'A snapshot leaves the entries behind it, though the log does not hold its last entry',
    clause: 'IS-7',
    suite: 'hard',
    shortest: 26,
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) => {
        const { log } = server;
        const { lastIncludedIndex, lastIncludedTerm } = request;
        const installed = installSnapshot(server, request);
        if (log.lastIndex <= lastIncludedIndex) return installed;
        const kept = withServer(installed, { log: compactTo(log, lastIncludedIndex, lastIncludedTerm) });
        return withWrites(kept, ({ type, snapshot }) => [{ type, ...(snapshot && { snapshot }) }]);
      },
    },
  },
);

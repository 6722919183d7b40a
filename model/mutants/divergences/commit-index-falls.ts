/** An older leaderCommit lowers commitIndex. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** What a server knew to be committed it knows no more: a late snapshot is installed over what it has acknowledged. */
export const commitIndexFalls = mutant(
  {
    id: 'A35',
    title: 'An older leaderCommit lowers commitIndex',
    clause: 'D-6',
    suite: 'core',
    shortest: 11,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) =>
        withServer(acceptEntries(server, request), {
          commitIndex: Math.min(request.leaderCommit, request.prevLogIndex + request.entries.length),
        }),
    },
  },
);

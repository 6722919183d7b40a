/** An AppendEntries without entries does not move commitIndex. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** While nobody has a command, a follower does not apply the last ones. */
export const deafToCommit = mutant(
  {
    id: 'deaf-to-commit',
    title: 'An AppendEntries without entries does not move commitIndex',
    clause: 'AE-5',
    suite: 'held-out',
    source: 'https://github.com/redpanda-data/redpanda/pull/31642',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        return request.entries.length > 0 ? accepted : withServer(accepted, { commitIndex: server.commitIndex });
      },
    },
  },
);

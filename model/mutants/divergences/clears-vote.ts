/** AppendEntries clears the vote of its receiver. */

import { persistVote } from '../../../src/core/outcome.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** Who voted for the leader of a term votes for a late candidate of the same term. */
export const clearsVote = mutant(
  { id: 'A11', title: 'AppendEntries clears the vote of its receiver', clause: 'D-4', suite: 'core', shortest: 8 },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = withServer(acceptEntries(server, request), { votedFor: null });
        return { ...accepted, effects: [persistVote(accepted.server), ...accepted.effects] };
      },
    },
  },
);

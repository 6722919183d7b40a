/** A snapshot sets currentTerm to the term of its last entry. */

import { persistVote } from '../../../src/core/outcome.ts';
import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** A server goes back to a term in which it has voted, and votes again. */
export const termOfSnapshot = mutant(
  {
    id: 'B08',
    title: 'A snapshot sets currentTerm to the term of its last entry',
    clause: 'IS-5',
    suite: 'own',
    shortest: 19,
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) => {
        const installed = installSnapshot(server, request);
        const { lastIncludedTerm } = request;
        if (lastIncludedTerm === server.currentTerm) return installed;
        const older = withServer(installed, { currentTerm: lastIncludedTerm, votedFor: null });
        return { ...older, effects: [...older.effects, persistVote(older.server)] };
      },
    },
  },
);

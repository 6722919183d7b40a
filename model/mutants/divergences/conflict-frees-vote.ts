/** A follower that rejects entries forgets whom it has voted for in this term. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { afterVote } from '../outcomes.ts';

/** It may then vote for a second candidate of a term that has a leader. */
export const conflictFreesVote = mutant(
  {
    id: 'conflict-frees-vote',
    title: 'A follower that rejects entries forgets whom it has voted for in this term',
    clause: 'D-4',
    suite: 'held-out',
    source: 'https://github.com/microsoft/CCF/pull/8094',
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) =>
        afterVote({ ...server, votedFor: null }, (free) => refuseEntries(free, request)),
    },
  },
);

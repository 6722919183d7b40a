/** A follower that rejects entries goes back to the term of its last entry. */

import { lastTerm } from '../../../src/core/log.ts';
import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { afterVote } from '../outcomes.ts';

/** It may vote once more in terms that it has seen. */
export const revertsTerm = mutant(
  {
    id: 'reverts-term',
    title: 'A follower that rejects entries goes back to the term of its last entry',
    clause: 'ST-1',
    suite: 'held-out',
    source: 'https://github.com/nats-io/nats-server/pull/5684',
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) =>
        afterVote({ ...server, currentTerm: lastTerm(server.log), votedFor: null }, (back) =>
          refuseEntries(back, request),
        ),
    },
  },
);

/** A candidate counts a vote again when its reply is repeated. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import type { RequestVoteReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A repeated reply makes a majority out of too few voters. */
export const countsVotesTwice = mutant(
  {
    id: 'A15',
    title: 'A candidate counts a vote again when its reply is repeated',
    clause: 'RS-C-2',
    suite: 'hard',
    shortest: 8,
  },
  {
    guards: {
      hasMajority: ({ votesGranted, peers }: Server) => 2 * votesGranted.length > peers.length + 1,
    },
    actions: {
      countVote: (server: Server, { from }: RequestVoteReply) =>
        withoutEffects({ ...server, votesGranted: [...server.votesGranted, from].sort() }, 'RS-C-2'),
    },
  },
);

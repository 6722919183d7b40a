/** In a cluster of three, a vote counts again when its reply is repeated. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import { countVote } from '../../../src/core/rules/candidates.ts';
import type { RequestVoteReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The reply of one server is taken for the replies of two. */
export const countsTwiceOfThree = mutant(
  {
    id: 'Z16',
    title: 'In a cluster of three, a vote counts again when its reply is repeated',
    clause: 'RS-C-2',
    suite: 'control',
    equivalent:
      'With its own vote the first one is a majority already: no candidate is there any more when it is repeated. No step of any run differs.',
  },
  {
    actions: {
      countVote: (server: Server, reply: RequestVoteReply) =>
        server.peers.length === 2
          ? withoutEffects({ ...server, votesGranted: [...server.votesGranted, reply.from].sort() }, 'RS-C-2')
          : countVote(server, reply),
    },
  },
);

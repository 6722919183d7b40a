/** A pre-vote that arrives twice counts twice. */

import { type PreVoteReply, preVote, preVotesOf, withPreVotes } from '../../../../src/core/extensions/preVote.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** In a cluster of five, one pre-vote and its copy are taken for a majority. */
export const countsTwice = wovenMutant(
  {
    id: 'counts-twice',
    title: 'A pre-vote that arrives twice counts twice',
    clause: 'PV-9',
    suite: 'own',
  },
  preVote,
  {
    guards: {
      hasPreMajority: (server: Server) => preVotesOf(server).length * 2 > server.peers.length + 1,
    },
    actions: {
      countPreVote: (server: Server, { from }: PreVoteReply) =>
        withoutEffects(withPreVotes(server, { preVotesGranted: [...preVotesOf(server), from].sort() }), 'PV-9'),
    },
  },
);

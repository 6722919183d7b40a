/** A server whose election timer expires stands for election without a question. */
import { preVote, withPreVotes } from '../../../../../src/core/extensions/preVote.ts';
import { withoutEffects } from '../../../../../src/core/outcome.ts';
import type { Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** It is as if all had granted it their pre-votes, and so as without the page. */
export const asksNobody = wovenMutant(
  {
    id: 'asks-nobody',
    title: 'A server raises its term at each election timeout, without a question',
    clause: 'PV-2',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      askForPreVotes: (server: Server) =>
        withoutEffects(withPreVotes(server, { preVotesGranted: [server.id, ...server.peers].sort() })),
    },
  },
);

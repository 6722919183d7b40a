/** A pre-candidate of an older term is answered in that term. */
import { type PreVote, preVote } from '../../../../../src/core/extensions/preVote.ts';
import { send } from '../../../../../src/core/outcome.ts';
import type { Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** It is promised a vote in a term that is over, and does not learn of the newer one. */
export const grantsInItsTerm = wovenMutant(
  {
    id: 'grants-in-its-term',
    title: 'A pre-candidate of an older term gets a pre-vote of that term',
    clause: 'PV-5',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      refuseOldPreCandidate: (server: Server, { from, term }: PreVote) => ({
        server,
        effects: [send({ type: 'PreVoteReply', from: server.id, to: from, term, preVoteGranted: true })],
        fired: ['PV-5' as const],
      }),
    },
  },
);

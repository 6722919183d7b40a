/** A candidate that is ignored is answered. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { send } from '../../../../src/core/outcome.ts';
import type { RequestVote, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The answer is of a term that is no news to it, and costs a message for each request. */
export const deniesAloud = wovenMutant(
  {
    id: 'denies-aloud',
    title: 'A candidate that is ignored is answered',
    clause: 'CQ-10',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      ignoreCandidate: (server: Server, { from: to }: RequestVote) => ({
        server,
        effects: [
          send({ type: 'RequestVoteReply', from: server.id, to, term: server.currentTerm, voteGranted: false }),
        ],
        fired: ['CQ-10'],
      }),
    },
  },
);

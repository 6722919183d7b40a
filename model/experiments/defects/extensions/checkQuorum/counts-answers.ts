/** A leader counts answers, and not servers. */
import { checkQuorum, contactOf } from '../../../../../src/core/extensions/checkQuorum.ts';
import type { AppendEntriesReply, Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** Two of one follower are taken for those of two. */
export const countsAnswers = wovenMutant(
  {
    id: 'counts-answers',
    title: 'A leader counts answers, and not servers',
    clause: 'CQ-1',
    suite: 'own',
  },
  checkQuorum,
  {
    guards: {
      isNewlyHeard: (server: Server, { term, from }: AppendEntriesReply) =>
        term === server.currentTerm && contactOf(server).heardFrom.filter((id) => id === from).length < 2,
      hasQuorumHeard: (server: Server) => contactOf(server).heardFrom.length * 2 > server.peers.length + 1,
    },
  },
);

/** In a cluster of an even number, half of the servers commit an entry. */

import { termAt } from '../../../src/core/log.ts';
import { withoutEffects } from '../../../src/core/outcome.ts';
import type { Index, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { indexOfQuorum } from '../outcomes.ts';

const halfIndex = (server: Server): Index => indexOfQuorum(server, Math.ceil((server.peers.length + 1) / 2));

/** In a cluster of four, a leader commits what only one other server has. */
export const evenHalfCommits = mutant(
  {
    id: 'Z05',
    title: 'In a cluster of an even number, half of the servers commit an entry',
    clause: 'RS-L-4',
    suite: 'control',
    equivalent:
      'Whoever is elected has the votes of more than half, among them one of any half; and that voter rejects a log without the entry.',
  },
  {
    guards: {
      canCommit: (server: Server) =>
        halfIndex(server) > server.commitIndex && termAt(server.log, halfIndex(server)) === server.currentTerm,
    },
    actions: {
      advanceCommitIndex: (server: Server) => withoutEffects({ ...server, commitIndex: halfIndex(server) }, 'RS-L-4'),
    },
  },
);

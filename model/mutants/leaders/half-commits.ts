/** Half of the servers, rounded down, commit an entry. */

import { termAt } from '../../../src/core/log.ts';
import { withoutEffects } from '../../../src/core/outcome.ts';
import type { Index, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { indexOfQuorum } from '../outcomes.ts';

const halfIndex = (server: Server): Index => indexOfQuorum(server, Math.floor((server.peers.length + 1) / 2));

/** In a cluster of three a leader commits what nobody else has. */
export const halfCommits = mutant(
  {
    id: 'A48',
    title: 'Half of the servers, rounded down, commit an entry',
    clause: 'RS-L-4',
    suite: 'smoke',
    shortest: 10,
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

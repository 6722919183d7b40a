/** A leader that one follower does not answer steps down. */

import { checkQuorum, contactOf } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** One server that is down takes the leader from all. */
export const needsEverybody = wovenMutant(
  {
    id: 'needs-everybody',
    title: 'A leader that one follower does not answer steps down',
    clause: 'CQ-5',
    suite: 'own',
  },
  checkQuorum,
  {
    guards: { hasQuorumHeard: (server: Server) => contactOf(server).heardFrom.length > server.peers.length },
  },
);

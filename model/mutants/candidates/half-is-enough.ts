/** Half of the votes, rounded down, elect a leader. */

import type { Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** In a cluster of three each candidate elects itself. */
export const halfIsEnough = mutant(
  {
    id: 'A16',
    title: 'Half of the votes, rounded down, elect a leader',
    clause: 'RS-C-2',
    suite: 'smoke',
    shortest: 2,
  },
  {
    guards: {
      hasMajority: ({ votesGranted, peers }: Server) => votesGranted.length >= Math.floor((peers.length + 1) / 2),
    },
  },
);

import { agreedIndex } from '../../src/core/quorum.ts';
import type { Server } from '../../src/core/types.ts';
import { mutant } from './mutant.ts';

/** Figure 8: an entry that a majority has is overwritten all the same. */
export const commitsOldTerm = mutant(
  { id: 'A46', title: 'A leader commits entries of earlier terms by counting', clause: 'RS-L-4' },
  {
    guards: {
      canCommit: ({ log, peers, matchIndex, commitIndex }: Server) =>
        agreedIndex([log.lastIndex, ...peers.map((peer) => matchIndex[peer] ?? 0)]) > commitIndex,
    },
  },
);

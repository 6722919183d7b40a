/** A leader commits entries of earlier terms by counting. */

import type { Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { replicatedIndex } from '../outcomes.ts';

/** Figure 8: an entry that a majority has is overwritten all the same. */
export const commitsOldTerm = mutant(
  {
    id: 'A46',
    title: 'A leader commits entries of earlier terms by counting',
    clause: 'RS-L-4',
    suite: 'hard',
    shortest: 22,
  },
  { guards: { canCommit: (server: Server) => replicatedIndex(server) > server.commitIndex } },
);

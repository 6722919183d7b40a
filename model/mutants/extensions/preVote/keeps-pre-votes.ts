/** A candidate keeps what it has counted as pre-candidate. */

import { preVote } from '../../../../src/core/extensions/preVote.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Pre-votes of one term are taken for those of another. */
export const keepsPreVotes = wovenMutant(
  {
    id: 'keeps-pre-votes',
    title: 'A candidate keeps what it has counted as pre-candidate',
    clause: 'PV-1',
    suite: 'own',
  },
  preVote,
  {
    actions: { endPreVote: (server: Server) => withoutEffects(server, 'PV-9') },
  },
);

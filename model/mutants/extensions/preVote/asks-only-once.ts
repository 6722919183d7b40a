/** A pre-candidate whose timer runs out does nothing. */

import { preVote } from '../../../../src/core/extensions/preVote.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A question that was rejected or lost is the last one: nobody is elected any more. */
export const asksOnlyOnce = wovenMutant(
  {
    id: 'asks-only-once',
    title: 'A pre-candidate whose timer runs out does nothing',
    clause: 'PV-4',
    suite: 'own',
  },
  preVote,
  {
    actions: { askAgain: (server: Server) => withoutEffects(server, 'PV-4') },
  },
);

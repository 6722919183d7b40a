/** A leader asks its target when the transfer begins, and not when the target has become level. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A target that was behind, or was not reached by the one TimeoutNow, never takes over. */
export const asksAtStartOnly = wovenMutant(
  {
    id: 'asks-at-start-only',
    title: 'A leader asks its target when the transfer begins, and not when the target has become level',
    clause: 'LT-4',
    suite: 'own',
  },
  leadershipTransfer,
  { actions: { askTransferee: (server: Server) => withoutEffects(server) } },
);

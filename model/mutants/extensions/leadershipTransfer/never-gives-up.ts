/** A leader goes on to hand over when its transfer timer has expired. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** If the target has failed, the leader takes no command ever again, and nobody else is elected. */
export const neverGivesUp = wovenMutant(
  {
    id: 'never-gives-up',
    title: 'A leader goes on to hand over when its transfer timer has expired',
    clause: 'LT-6',
    suite: 'own',
    source: 'https://github.com/databendlabs/openraft/issues/1747',
  },
  leadershipTransfer,
  { actions: { giveUpTransfer: (server: Server) => withoutEffects(server) } },
);

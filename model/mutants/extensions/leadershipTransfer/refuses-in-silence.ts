/** A server that does not lead says nothing when it is asked to hand over. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Whoever asked waits for another leader, and nobody hands over. */
export const refusesInSilence = wovenMutant(
  {
    id: 'refuses-in-silence',
    title: 'A server that does not lead says nothing when it is asked to hand over',
    clause: 'LT-9',
    suite: 'own',
  },
  leadershipTransfer,
  { actions: { refuseTransfer: (server: Server) => withoutEffects(server) } },
);

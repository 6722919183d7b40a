/** A leader that no majority answers leads on. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { wovenMutant } from '../../mutant.ts';

/** Whom it does not hear may have another leader; its clients wait. */
export const leadsUnheard = wovenMutant(
  {
    id: 'leads-unheard',
    title: 'A leader that no majority answers leads on',
    clause: 'CQ-6',
    suite: 'own',
  },
  checkQuorum,
  { guards: { hasQuorumHeard: () => true } },
);

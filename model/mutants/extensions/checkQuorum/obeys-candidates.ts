/** A follower that hears a leader obeys a candidate. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { wovenMutant } from '../../mutant.ts';

/** A server that comes back with a newer term deposes a leader that works. */
export const obeysCandidates = wovenMutant(
  {
    id: 'obeys-candidates',
    title: 'A follower that hears a leader obeys a candidate',
    clause: 'CQ-10',
    suite: 'own',
  },
  checkQuorum,
  { guards: { isHeldBack: () => false } },
);

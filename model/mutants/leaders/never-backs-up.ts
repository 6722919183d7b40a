/** A rejection does not lower nextIndex. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import { mutant } from '../mutant.ts';

/** A follower whose log differs is never brought level. */
export const neverBacksUp = mutant(
  { id: 'A49', title: 'A rejection does not lower nextIndex', clause: 'RS-L-6', suite: 'core' },
  { actions: { backUp: (server) => withoutEffects(server, 'RS-L-6') } },
);

/** A voter does not look at the logs. */

import { mutant } from '../mutant.ts';
import { hasFreeVote } from '../outcomes.ts';

/** A server whose log is empty is elected, and what was committed is overwritten. */
export const noLogCheck = mutant(
  { id: 'A02', title: 'A voter does not look at the logs', clause: 'RV-2', suite: 'smoke', shortest: 10 },
  { guards: { canGrantVote: hasFreeVote } },
);

/** Every candidate of the current term gets the vote. */

import type { RequestVote, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** Neither an earlier vote nor an older log is a reason to reject it. */
export const refusesNobody = mutant(
  { id: 'refuses-nobody', title: 'Every candidate of the current term gets the vote', clause: 'RV-4', suite: 'own' },
  { guards: { canGrantVote: ({ currentTerm }: Server, { term }: RequestVote) => term === currentTerm } },
);

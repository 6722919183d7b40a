/** New entries are not sent to followers. */

import { mutant } from '../mutant.ts';

/** A command stays with the leader. */
export const neverSends = mutant(
  { id: 'never-sends', title: 'New entries are not sent to followers', clause: 'RS-L-3', suite: 'own' },
  { guards: { hasEntriesToSend: () => false } },
);

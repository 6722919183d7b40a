/** Only the entry at commitIndex is applied. */

import { applyCommitted } from '../../../src/core/rules/allServers.ts';
import { mutant } from '../mutant.ts';

/** When two entries become committed at once the first is never applied. */
export const appliesLastOnly = mutant(
  { id: 'A53', title: 'Only the entry at commitIndex is applied', clause: 'RS-A-1', suite: 'own' },
  {
    actions: {
      applyCommitted: (server, event) => {
        const applied = applyCommitted(server, event);
        return { ...applied, effects: applied.effects.slice(-1) };
      },
    },
  },
);

/** Accepted entries do not restart the election timer. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** A healthy leader is deposed again and again. */
export const deafTimer = mutant(
  { id: 'deaf-timer', title: 'Accepted entries do not restart the election timer', clause: 'RS-F-3', suite: 'own' },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => withoutTimer(acceptEntries(server, request)),
    },
  },
);

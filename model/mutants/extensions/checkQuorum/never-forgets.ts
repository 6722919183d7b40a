/** A leader never forgets whom it has heard. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { armTimer } from '../../../../src/core/timers.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Two answers keep it in office for ever. */
export const neverForgets = wovenMutant(
  {
    id: 'never-forgets',
    title: 'A leader never forgets whom it has heard',
    clause: 'CQ-5',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: { renewQuorum: (server: Server) => ({ server, effects: [armTimer('quorum')], fired: ['CQ-5'] }) },
  },
);

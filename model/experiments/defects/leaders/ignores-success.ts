/** A leader does nothing with a success. */

import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** It knows of nobody who has an entry. */
export const ignoresSuccess = mutant(
  {
    id: 'ignores-success',
    title: 'A success moves neither nextIndex nor matchIndex',
    clause: 'RS-L-5',
    suite: 'own',
  },
  { actions: { advanceFollower: (server: Server) => withoutEffects(server, 'RS-L-5') } },
);

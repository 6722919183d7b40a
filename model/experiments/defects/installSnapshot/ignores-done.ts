/** A leader does not listen to the acknowledgement of the last chunk. */

import type { Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { ignore } from '../../../mutants/outcomes.ts';

/** It sends the same snapshot again, and never what comes behind it. */
export const ignoresDone = mutant(
  {
    id: 'ignores-done',
    title: 'A leader does not listen to the acknowledgement of the last chunk',
    clause: 'IS-11',
    suite: 'own',
  },
  { actions: { finishSnapshot: (server: Server) => ignore(server) } },
);

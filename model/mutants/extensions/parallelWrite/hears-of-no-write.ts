/** A leader does not listen when its write is done. */
import { parallelWrite } from '../../../../src/core/extensions/parallelWrite.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** With one follower down nothing is committed any more. */
export const hearsOfNoWrite = wovenMutant(
  {
    id: 'hears-of-no-write',
    title: 'A leader does not listen when its write is done',
    clause: 'PW-4',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: { countOwnWrite: (server: Server) => withoutEffects(server, 'PW-4') },
  },
);

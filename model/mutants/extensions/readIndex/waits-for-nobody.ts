/** A read where no leader is known is not answered at all. */
import { readIndex } from '../../../../src/core/extensions/readIndex.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Its client waits for ever. */
export const waitsForNobody = wovenMutant(
  {
    id: 'waits-for-nobody',
    title: 'A read where no leader is known is not answered at all',
    clause: 'RI-12',
    suite: 'own',
  },
  readIndex,
  {
    actions: { refuseRead: (server: Server) => withoutEffects(server, 'RI-12') },
  },
);

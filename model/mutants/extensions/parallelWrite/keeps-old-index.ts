/** A leader that steps down keeps what it knew of its writes. */
import { parallelWrite } from '../../../../src/core/extensions/parallelWrite.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** When it leads again it does not count what has long been on its disk. */
export const keepsOldIndex = wovenMutant(
  {
    id: 'keeps-old-index',
    title: 'A leader that steps down keeps what it knew of its writes',
    clause: 'PW-6',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: { forgetWrites: (server: Server) => withoutEffects(server) },
  },
);

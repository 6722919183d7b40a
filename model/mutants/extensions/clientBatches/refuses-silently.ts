/** A server that does not lead says nothing to a batch. */
import { clientBatches } from '../../../../src/core/extensions/clientBatches.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Its clients wait for an answer that never comes. */
export const refusesSilently = wovenMutant(
  {
    id: 'refuses-silently',
    title: 'A server that does not lead says nothing to a batch',
    clause: 'CB-3',
    suite: 'own',
  },
  clientBatches,
  {
    actions: { refuseCommands: (server: Server) => withoutEffects(server) },
  },
);

/** A batch of no commands is rejected. */
import { clientBatches } from '../../../../src/core/extensions/clientBatches.ts';
import type { Effect, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A driver with nothing to ask for takes its leader for deposed. */
export const refusesNothing = wovenMutant(
  {
    id: 'refuses-nothing',
    title: 'A batch of no commands is rejected',
    clause: 'CB-4',
    suite: 'own',
  },
  clientBatches,
  {
    actions: {
      ignoreNoCommands: (server: Server) => ({
        server,
        effects: [{ type: 'reject', reason: 'notLeader', leaderId: server.leaderId }] satisfies Effect[],
        fired: ['CB-4' as const],
      }),
    },
  },
);

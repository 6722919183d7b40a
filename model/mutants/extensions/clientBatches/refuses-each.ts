/** A batch is rejected once for each of its commands. */

import type { ClauseId } from '../../../../src/core/clauses.ts';
import { type ClientCommands, clientBatches } from '../../../../src/core/extensions/clientBatches.ts';
import type { Effect, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Whoever asked for the batch hears of several rejections, and takes the second for one of the next batch. */
export const refusesEach = wovenMutant(
  {
    id: 'refuses-each',
    title: 'A batch is rejected once for each of its commands',
    clause: 'CB-3',
    suite: 'own',
  },
  clientBatches,
  {
    actions: {
      refuseCommands: (server: Server, { commands }: ClientCommands) => ({
        server,
        effects: commands.map((): Effect => ({ type: 'reject', reason: 'notLeader', leaderId: server.leaderId })),
        fired: ['CB-3', 'CL-1'] satisfies ClauseId[],
      }),
    },
  },
);

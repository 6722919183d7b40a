/** A server that does not lead rejects the first command of a batch, and takes the others. */
import {
  appendCommands,
  type ClientCommands,
  clientBatches,
} from '../../../../../src/core/extensions/clientBatches.ts';
import type { Effect, Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** A follower writes entries of the term of its leader. */
export const appendsRest = wovenMutant(
  {
    id: 'appends-rest',
    title: 'A server that does not lead rejects only the first command of a batch',
    clause: 'CB-3',
    suite: 'own',
  },
  clientBatches,
  {
    actions: {
      refuseCommands: (server: Server, event: ClientCommands) => {
        const rejected: Effect = { type: 'reject', reason: 'notLeader', leaderId: server.leaderId };
        const appended = appendCommands(server, { ...event, commands: event.commands.slice(1) });
        return { ...appended, effects: [rejected, ...appended.effects], fired: ['CB-3', 'CL-1'] as const };
      },
    },
  },
);

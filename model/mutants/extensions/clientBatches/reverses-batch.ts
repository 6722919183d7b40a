/** A batch is appended in the opposite order. */
import { appendCommands, type ClientCommands, clientBatches } from '../../../../src/core/extensions/clientBatches.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** What a client has said last counts first. */
export const reversesBatch = wovenMutant(
  {
    id: 'reverses-batch',
    title: 'A batch is appended in the opposite order',
    clause: 'CB-1',
    suite: 'own',
  },
  clientBatches,
  {
    actions: {
      appendCommands: (server: Server, event: ClientCommands) =>
        appendCommands(server, { ...event, commands: [...event.commands].reverse() }),
    },
  },
);

/** Of a batch only the first command is appended. */
import { appendCommands, type ClientCommands, clientBatches } from '../../../../src/core/extensions/clientBatches.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The others are neither appended nor rejected, and their clients wait for ever. */
export const appendsFirstOnly = wovenMutant(
  {
    id: 'appends-first-only',
    title: 'Of a batch only the first command is appended',
    clause: 'CB-1',
    suite: 'own',
  },
  clientBatches,
  {
    actions: {
      appendCommands: (server: Server, event: ClientCommands) =>
        appendCommands(server, { ...event, commands: event.commands.slice(0, 1) }),
    },
  },
);

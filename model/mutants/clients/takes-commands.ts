/** A server that does not lead appends the command of a client to its own log. */

import { appendCommand } from '../../../src/core/rules/leaders.ts';
import type { ClientCommand, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Two servers give one index of a term to different commands. */
export const takesCommands = mutant(
  {
    id: 'takes-commands',
    title: 'A server that does not lead appends the command of a client to its own log',
    clause: 'CL-1',
    suite: 'own',
  },
  { actions: { refuseCommand: (server: Server, event: ClientCommand) => appendCommand(server, event) } },
);

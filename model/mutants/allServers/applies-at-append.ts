/** A leader applies a command when it appends it. */

import { applyCommitted } from '../../../src/core/rules/allServers.ts';
import { appendCommand } from '../../../src/core/rules/leaders.ts';
import type { ClientCommand, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** What it has applied another leader decides otherwise. */
export const appliesAtAppend = mutant(
  { id: 'A54', title: 'A leader applies a command when it appends it', clause: 'RS-A-1', suite: 'own' },
  {
    actions: {
      appendCommand: (server: Server, event: ClientCommand) => {
        const appended = appendCommand(server, event);
        const { commitIndex, log } = appended.server;
        const applied = applyCommitted({ ...appended.server, commitIndex: log.lastIndex }, event);
        return { ...withServer(applied, { commitIndex }), effects: [...appended.effects, ...applied.effects] };
      },
    },
  },
);

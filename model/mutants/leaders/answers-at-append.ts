/** A client is answered when its command is appended. */

import { appendCommand } from '../../../src/core/rules/leaders.ts';
import type { ClientCommand, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The leader is deposed, and what was promised is gone. */
export const answersAtAppend = mutant(
  {
    id: 'answers-at-append',
    title: 'A client is answered when its command is appended',
    clause: 'RS-L-2',
    suite: 'own',
  },
  {
    actions: {
      appendCommand: (server: Server, event: ClientCommand) => {
        const appended = appendCommand(server, event);
        const { currentTerm: term, log } = appended.server;
        return { ...appended, effects: [...appended.effects, { type: 'reply' as const, index: log.lastIndex, term }] };
      },
    },
  },
);

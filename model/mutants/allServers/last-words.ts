/** A leader that steps down sends AppendEntries once more, and in the newer term. */

import { stepDown } from '../../../src/core/rules/allServers.ts';
import { sendHeartbeats } from '../../../src/core/rules/leaders.ts';
import type { Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Two servers speak as leaders of one term, of which one was not elected. */
export const lastWords = mutant(
  {
    id: 'last-words',
    title: 'A leader that steps down sends AppendEntries once more, and in the newer term',
    clause: 'RS-A-2',
    suite: 'held-out',
    source: 'https://github.com/apache/ratis/pull/1148',
  },
  {
    actions: {
      stepDown: (server: Server, message: Message) => {
        const down = stepDown(server, message);
        const last = sendHeartbeats({ ...server, currentTerm: message.term });
        return { ...down, effects: [...down.effects, ...last.effects] };
      },
    },
  },
);

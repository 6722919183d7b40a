/** When the leader lacks the conflicting term it goes back to one past its first index. */

import { lastIndexOfTerm } from '../../../src/core/log.ts';
import { backUp } from '../../../src/core/rules/leaders.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { goBackTo } from '../outcomes.ts';

/** The same probe is rejected for ever. */
export const goesBackTooLittle = mutant(
  {
    id: 'E03',
    title: 'When the leader lacks the conflicting term it goes back to one past its first index',
    clause: 'RS-L-6',
    suite: 'own',
  },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) => {
        const backed = backUp(server, reply);
        const isOwnTerm = reply.conflictTerm === 0 || lastIndexOfTerm(server.log, reply.conflictTerm) !== undefined;
        return backed.effects.length === 0 || isOwnTerm
          ? backed
          : goBackTo(server, reply.from, reply.conflictIndex + 1);
      },
    },
  },
);

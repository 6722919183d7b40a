/** A leader goes back by one index at each rejection. */

import { backUp } from '../../../../src/core/rules/leaders.ts';
import type { AppendEntriesReply, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** As Figure 2 says, without a word from the follower on where to. */
export const goesBackByOne = mutant(
  { id: 'goes-back-by-one', title: 'A leader goes back by one index at each rejection', clause: 'D-9', suite: 'own' },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) =>
        backUp(server, { ...reply, conflictTerm: 0, conflictIndex: reply.prevLogIndex }),
    },
  },
);

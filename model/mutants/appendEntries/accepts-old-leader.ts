/** AppendEntries of an older term is accepted. */

import { hasOlderTerm } from '../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A late message of a deposed leader erases an entry that has been committed since. */
export const acceptsOldLeader = mutant(
  { id: 'A23', title: 'AppendEntries of an older term is accepted', clause: 'AE-1', suite: 'hard', shortest: 18 },
  {
    guards: {
      hasOlderTerm: (server: Server, message: Message) =>
        message.type !== 'AppendEntries' && hasOlderTerm(server, message),
    },
  },
);

/** A rejection always says to go back to the end of the log, however far behind prevLogIndex the logs differ. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** The leader is sent to where it has just been. */
export const hintIsLastIndex = mutant(
  {
    id: 'E01',
    title: 'A rejection always says to go back to the end of the log, however far behind prevLogIndex the logs differ',
    clause: 'D-9',
    suite: 'own',
    equivalent:
      'The leader never goes back to anything later than prevLogIndex, so that it goes back by one entry at a time, as Figure 2 says.',
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) =>
        withMessages(refuseEntries(server, request), (message) => ({
          ...message,
          conflictTerm: 0,
          conflictIndex: server.log.lastIndex + 1,
        })),
    },
  },
);

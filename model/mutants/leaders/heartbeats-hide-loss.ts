/** A heartbeat begins at matchIndex and is never rejected. */

import { appendEntries } from '../../../src/core/rules/appendEntries.ts';
import { heartbeat } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** What was lost is not found out until a client asks for something new. */
export const heartbeatsHideLoss = mutant(
  { id: 'D07', title: 'A heartbeat begins at matchIndex and is never rejected', clause: 'RS-L-1', suite: 'own' },
  {
    actions: {
      heartbeat: (server: Server, event: Timeout) =>
        withMessages(heartbeat(server, event), (message) => {
          const known = matchIndexOf(server, message.to);
          return message.type === 'AppendEntries' && known >= server.log.snapshotIndex
            ? appendEntries(server, message.to, known + 1, 0)
            : message;
        }),
    },
  },
);

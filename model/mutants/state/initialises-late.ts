/** nextIndex begins at the end of the log when the first command is already in it. */

import { appendCommand } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { ClientCommand, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The first command of a leader is not sent with the others. */
export const initialisesLate = mutant(
  {
    id: 'A45',
    title: 'nextIndex begins at the end of the log when the first command is already in it',
    clause: 'ST-6',
    suite: 'own',
    equivalent:
      'nextIndex is a guess that is too high: the follower rejects the next heartbeat, and the leader goes back (RS-L-6).',
  },
  {
    actions: {
      appendCommand: (server: Server, event: ClientCommand) => {
        const appended = appendCommand(server, event);
        const isFirst = server.peers.every((peer) => matchIndexOf(server, peer) === 0);
        const { lastIndex } = appended.server.log;
        const nextIndex = Object.fromEntries(server.peers.map((peer) => [peer, lastIndex + 1]));
        return isFirst ? withServer(appended, { nextIndex }) : appended;
      },
    },
  },
);

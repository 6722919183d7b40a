/** A voter grants only a log that is newer than its own. */

import { lastTerm } from '../../../src/core/log.ts';
import { canGrantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** With equal logs, such as empty ones, nobody is ever elected. */
export const needsNewerLog = mutant(
  { id: 'A05', title: 'A voter grants only a log that is newer than its own', clause: 'RV-2', suite: 'smoke' },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        canGrantVote(server, request) &&
        (request.lastLogTerm > lastTerm(server.log) || request.lastLogIndex > server.log.lastIndex),
    },
  },
);

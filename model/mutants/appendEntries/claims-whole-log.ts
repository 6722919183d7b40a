/** A leader gives its last index for its commitIndex. */

import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** Followers apply what is not committed. */
export const claimsWholeLog = mutant(
  { id: 'claims-whole-log', title: 'A leader gives its last index for its commitIndex', clause: 'AE-6', suite: 'own' },
  {
    step: (step) => (server, event) => {
      const next = step(server, event);
      return withMessages(next, (message) =>
        message.type === 'AppendEntries' ? { ...message, leaderCommit: next.server.log.lastIndex } : message,
      );
    },
  },
);

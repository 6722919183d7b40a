/** A rejection always says to go back to the first entry. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** The leader sends more than it would have to. */
export const hintIsTheBeginning = mutant(
  {
    id: 'Z10',
    title: 'A rejection always says to go back to the first entry',
    clause: 'D-9',
    suite: 'control',
    equivalent:
      'The hint only moves nextIndex, never below matchIndex + 1, and every entry is checked by the follower again.',
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) =>
        withMessages(refuseEntries(server, request), (message) => ({ ...message, conflictTerm: 0, conflictIndex: 1 })),
    },
  },
);

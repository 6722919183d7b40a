/** A rejection does not say which request it answers. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** The leader takes it for an old one and never goes back. */
export const answersNothing = mutant(
  { id: 'answers-nothing', title: 'A rejection does not say which request it answers', clause: 'D-10', suite: 'own' },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) =>
        withMessages(refuseEntries(server, request), (message) => ({ ...message, prevLogIndex: 0 })),
    },
  },
);

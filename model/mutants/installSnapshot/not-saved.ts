/** An installed snapshot is not saved. */

import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { without } from '../outcomes.ts';

/** After a crash, what was acknowledged is gone. */
export const notSaved = mutant(
  { id: 'not-saved', title: 'An installed snapshot is not saved', clause: 'IS-5', suite: 'own' },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) =>
        without(installSnapshot(server, request), ({ type }) => type === 'persist'),
    },
  },
);

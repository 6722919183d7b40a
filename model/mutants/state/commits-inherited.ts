/** A new leader treats its whole log as committed. */

import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** What it commits without a majority another leader overwrites. */
export const commitsInherited = mutant(
  { id: 'commits-inherited', title: 'A new leader treats its whole log as committed', clause: 'ST-4', suite: 'own' },
  {
    actions: {
      becomeLeader: (server: Server, event: Event) =>
        withServer(becomeLeader(server, event), { commitIndex: server.log.lastIndex }),
    },
  },
);

/** A leader knows of the last answer only. */

import { checkQuorum, withContact } from '../../../../src/core/extensions/checkQuorum.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { AppendEntriesReply, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Of five servers it never knows three. */
export const hearsTheLastOnly = wovenMutant(
  {
    id: 'hears-the-last-only',
    title: 'A leader knows of the last answer only',
    clause: 'CQ-4',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      countHeard: (server: Server, { from }: AppendEntriesReply) =>
        withoutEffects(withContact(server, { heardFrom: [server.id, from].sort() }), 'CQ-4'),
    },
  },
);

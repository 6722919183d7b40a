/** A lease is not renewed while it runs. */

import { checkQuorum, checkQuorumRules, contactOf } from '../../../../src/core/extensions/checkQuorum.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Message, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Between the end of a lease and the next heartbeat a candidate is obeyed, although the leader is heard all the time. */
export const leaseOfFirstWord = wovenMutant(
  {
    id: 'lease-of-first-word',
    title: 'A lease is not renewed while it runs',
    clause: 'CQ-8',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      renewLease: (server: Server, event: Message) =>
        contactOf(server).leaseRuns ? withoutEffects(server, 'CQ-8') : checkQuorumRules.renewLease(server, event),
    },
  },
);

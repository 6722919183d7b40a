/** A follower counts its leader among those who have answered it. */

import { checkQuorum, checkQuorumRules, withContact } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Message, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** What a server has heard as a follower says nothing about whom it reaches as a leader. */
export const followerCounts = wovenMutant(
  {
    id: 'follower-counts',
    title: 'A follower counts its leader among those who have answered it',
    clause: 'CQ-1',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      renewLease: (server: Server, event: Message) => {
        const renewed = checkQuorumRules.renewLease(server, event);
        return { ...renewed, server: withContact(renewed.server, { heardFrom: [event.from] }) };
      },
    },
  },
);

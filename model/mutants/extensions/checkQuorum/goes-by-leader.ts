/** A follower ignores candidates as long as it knows a leader. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { hasNewerTerm } from '../../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It has not heard from that leader for longer than the shortest timeout. */
export const goesByLeader = wovenMutant(
  {
    id: 'goes-by-leader',
    title: 'A follower ignores candidates as long as it knows a leader',
    clause: 'CQ-9',
    suite: 'own',
  },
  checkQuorum,
  {
    guards: { isHeldBack: (server: Server, event: Message) => hasNewerTerm(server, event) && server.leaderId !== null },
  },
);

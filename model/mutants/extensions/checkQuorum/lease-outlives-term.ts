/** A lease holds in a term whose leader is not known. */

import { checkQuorum, contactOf } from '../../../../src/core/extensions/checkQuorum.ts';
import { hasNewerTerm } from '../../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A vote is denied for the sake of a leader whose term is over. */
export const leaseOutlivesTerm = wovenMutant(
  {
    id: 'lease-outlives-term',
    title: 'A lease holds in a term whose leader is not known',
    clause: 'CQ-2',
    suite: 'own',
  },
  checkQuorum,
  {
    guards: {
      isHeldBack: (server: Server, event: Message) => hasNewerTerm(server, event) && contactOf(server).leaseRuns,
    },
  },
);

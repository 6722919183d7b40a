/** A new leader starts no quorum timer. */

import { checkQuorum, checkQuorumRules } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';
import { without } from '../../outcomes.ts';

/** It never looks whether anybody answers. */
export const neverLooks = wovenMutant(
  {
    id: 'never-looks',
    title: 'A new leader starts no quorum timer',
    clause: 'CQ-3',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      startQuorum: (server: Server, event: Event) => without(checkQuorumRules.startQuorum(server, event), () => true),
    },
  },
);

/** A deposed leader leaves its quorum timer running. */

import { checkQuorum, checkQuorumRules } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Message, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';
import { without } from '../../outcomes.ts';

/** It expires while the server follows another, or soon after its next election. */
export const timerOutlivesRule = wovenMutant(
  {
    id: 'timer-outlives-rule',
    title: 'A deposed leader leaves its quorum timer running',
    clause: 'CQ-7',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      stopQuorum: (server: Server, event: Message) => without(checkQuorumRules.stopQuorum(server, event), () => true),
    },
  },
);

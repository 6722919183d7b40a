/** A leader that steps down leaves its heartbeat timer running. */

import { checkQuorum, checkQuorumRules } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';
import { without } from '../../outcomes.ts';

/** A server that leads no more is to remind nobody. */
export const heartbeatsGoOn = wovenMutant(
  {
    id: 'heartbeats-go-on',
    title: 'A leader that steps down leaves its heartbeat timer running',
    clause: 'CQ-6',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      loseQuorum: (server: Server, event: Timeout) =>
        without(checkQuorumRules.loseQuorum(server, event), ({ type }) => type === 'stopTimer'),
    },
  },
);

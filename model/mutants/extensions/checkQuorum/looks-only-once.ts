/** A leader looks only once whether a majority answers. */

import { checkQuorum, checkQuorumRules } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';
import { without } from '../../outcomes.ts';

/** Its timer is not started again. */
export const looksOnlyOnce = wovenMutant(
  {
    id: 'looks-only-once',
    title: 'A leader looks only once whether a majority answers',
    clause: 'CQ-5',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      renewQuorum: (server: Server, event: Timeout) => without(checkQuorumRules.renewQuorum(server, event), () => true),
    },
  },
);

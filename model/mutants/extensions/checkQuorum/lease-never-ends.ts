/** A lease never ends. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** When the leader has failed, nobody gets a vote before the voter's own timer has expired. */
export const leaseNeverEnds = wovenMutant(
  {
    id: 'lease-never-ends',
    title: 'A lease never ends',
    clause: 'CQ-9',
    suite: 'own',
  },
  checkQuorum,
  { actions: { endLease: (server: Server) => withoutEffects(server, 'CQ-9') } },
);

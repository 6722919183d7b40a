/** A leader that steps down lets its transfer timer run. */
import {
  leadershipTransfer,
  transfereeOf,
  withTransferee,
} from '../../../../src/core/extensions/leadershipTransfer.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It expires in the middle of the next transfer, if the server leads again by then. */
export const leavesTimer = wovenMutant(
  {
    id: 'leaves-timer',
    title: 'A leader that steps down lets its transfer timer run',
    clause: 'LT-7',
    suite: 'own',
  },
  leadershipTransfer,
  {
    actions: {
      endTransfer: (server: Server) =>
        transfereeOf(server) === null ? withoutEffects(server) : withoutEffects(withTransferee(server, null), 'LT-7'),
    },
  },
);

/** A leader that is asked to hand over starts no transfer timer. */
import {
  leadershipTransfer,
  leadershipTransferRules,
  type TransferLeadership,
} from '../../../../../src/core/extensions/leadershipTransfer.ts';
import type { Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';
import { without } from '../../../../mutants/outcomes.ts';

/** Whatever becomes of the target, it waits. */
export const startsNoTimer = wovenMutant(
  {
    id: 'starts-no-timer',
    title: 'A leader that is asked to hand over starts no transfer timer',
    clause: 'LT-2',
    suite: 'own',
  },
  leadershipTransfer,
  {
    actions: {
      beginTransfer: (server: Server, event: TransferLeadership) =>
        without(leadershipTransferRules.beginTransfer(server, event), ({ type }) => type === 'armTimer'),
    },
  },
);

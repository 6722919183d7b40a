/** A leader that is asked once more for the same transfer starts its timer anew. */
import { leadershipTransfer, type TransferLeadership } from '../../../../src/core/extensions/leadershipTransfer.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** As long as somebody repeats the request the leader takes no commands, and the target may long be gone. */
export const prolongsTransfer = wovenMutant(
  {
    id: 'prolongs-transfer',
    title: 'A leader that is asked once more for the same transfer starts its timer anew',
    clause: 'LT-2',
    suite: 'own',
  },
  leadershipTransfer,
  { guards: { isUnderWay: ({ id }: Server, { target }: TransferLeadership) => target === id } },
);

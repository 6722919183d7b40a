/** A server stands for election since the leader of an older term has told it to. */
import { leadershipTransfer, type TimeoutNow } from '../../../../src/core/extensions/leadershipTransfer.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A message that was long on its way deposes the leader of another term. */
export const obeysOldLeader = wovenMutant(
  {
    id: 'obeys-old-leader',
    title: 'A server stands for election since the leader of an older term has told it to',
    clause: 'LT-5',
    suite: 'own',
  },
  leadershipTransfer,
  { guards: { isToldInItsTerm: ({ currentTerm }: Server, { term }: TimeoutNow) => term <= currentTerm } },
);

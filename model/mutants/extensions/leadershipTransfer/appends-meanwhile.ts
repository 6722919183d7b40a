/** A leader takes commands while it hands over. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { appendCommand } from '../../../../src/core/rules/leaders.ts';
import { wovenMutant } from '../../mutant.ts';

/** With clients that do not stop, the target is never level. */
export const appendsMeanwhile = wovenMutant(
  {
    id: 'appends-meanwhile',
    title: 'A leader takes commands while it hands over',
    clause: 'LT-3',
    suite: 'own',
    source: 'https://github.com/hashicorp/raft/pull/487',
  },
  leadershipTransfer,
  { actions: { refuseWhileHandingOver: appendCommand } },
);

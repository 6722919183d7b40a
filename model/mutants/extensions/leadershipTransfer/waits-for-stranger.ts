/** A leader hands over to a server that does not exist. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { wovenMutant } from '../../mutant.ts';

/** It takes no commands until its transfer timer has expired. */
export const waitsForStranger = wovenMutant(
  {
    id: 'waits-for-stranger',
    title: 'A leader hands over to a server that does not exist',
    clause: 'LT-9',
    suite: 'own',
  },
  leadershipTransfer,
  { guards: { isNoMember: () => false } },
);

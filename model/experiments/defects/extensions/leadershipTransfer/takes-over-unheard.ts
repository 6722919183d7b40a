/** Beside check quorum, a server that takes over tells nobody of its term. */
import { checkQuorum } from '../../../../../src/core/extensions/checkQuorum.ts';
import {
  leadershipTransfer,
  leadershipTransferRules,
  type TimeoutNow,
} from '../../../../../src/core/extensions/leadershipTransfer.ts';
import type { Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';
import { without } from '../../../../mutants/outcomes.ts';

/** Everybody hears the leader that hands over, and ignores its requests. */
export const takesOverUnheard = wovenMutant(
  {
    id: 'takes-over-unheard',
    title: 'Beside check quorum, a server that takes over tells nobody of its term',
    clause: 'LT-8',
    suite: 'own',
  },
  leadershipTransfer,
  {
    actions: {
      takeOver: (server: Server, event: TimeoutNow) =>
        without(
          leadershipTransferRules.takeOver(server, event),
          (effect) => effect.type === 'send' && effect.message.type === 'TakingOver',
        ),
    },
  },
  [checkQuorum],
);

/** A server that takes over asks for votes, and only then tells the others of its term. */

import type { TimeoutNow } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { leadershipTransfer, leadershipTransferRules } from '../../../../src/core/extensions/leadershipTransfer.ts';
import type { Outcome } from '../../../../src/core/outcome.ts';
import type { Effect, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

const isNews = (effect: Effect): boolean => effect.type === 'send' && effect.message.type === 'TakingOver';

const announceLast = (server: Server, message: TimeoutNow): Outcome => {
  const { effects, ...outcome } = leadershipTransferRules.takeOver(server, message);
  return { ...outcome, effects: [...effects.filter((effect) => !isNews(effect)), ...effects.filter(isNews)] };
};

/** Beside check quorum its requests are ignored, although no message is lost. */
export const announcesLast = wovenMutant(
  {
    id: 'announces-last',
    title: 'A server that takes over asks for votes, and only then tells the others of its term',
    clause: 'LT-8',
    suite: 'own',
  },
  leadershipTransfer,
  { actions: { takeOver: announceLast } },
);

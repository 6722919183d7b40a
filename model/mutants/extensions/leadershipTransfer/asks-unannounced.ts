/** A server that takes over tells nobody of its term before it asks for votes. */

import type { TimeoutNow } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { leadershipTransfer, leadershipTransferRules } from '../../../../src/core/extensions/leadershipTransfer.ts';
import type { Outcome } from '../../../../src/core/outcome.ts';
import type { Effect, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

const isNews = (effect: Effect): boolean => effect.type === 'send' && effect.message.type === 'TakingOver';

const takeOverInSilence = (server: Server, message: TimeoutNow): Outcome => {
  const { effects, fired, ...outcome } = leadershipTransferRules.takeOver(server, message);
  return {
    ...outcome,
    effects: effects.filter((effect) => !isNews(effect)),
    fired: fired.filter((id) => id !== 'LT-8'),
  };
};

/** Beside check quorum, whoever hears the leader that hands over ignores it. */
export const asksUnannounced = wovenMutant(
  {
    id: 'asks-unannounced',
    title: 'A server that takes over tells nobody of its term before it asks for votes',
    clause: 'LT-8',
    suite: 'own',
    source: 'https://github.com/baidu/braft/pull/262',
  },
  leadershipTransfer,
  { actions: { takeOver: takeOverInSilence } },
);

/** A leader asks its target to take over before the target has its whole log. */
import {
  leadershipTransfer,
  type TransferLeadership,
  withTransferee,
} from '../../../../src/core/extensions/leadershipTransfer.ts';
import { type Outcome, send } from '../../../../src/core/outcome.ts';
import { armTimer } from '../../../../src/core/timers.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

const askAtOnce = (server: Server, { target: to }: TransferLeadership): Outcome => ({
  server: withTransferee(server, to),
  effects: [armTimer('transfer'), send({ type: 'TimeoutNow', from: server.id, to, term: server.currentTerm })],
  fired: ['LT-2', 'LT-4'],
});

/** The target raises the term and is refused for its log; the leader has stepped down for it, and nobody leads. */
export const asksTooEarly = wovenMutant(
  {
    id: 'asks-too-early',
    title: 'A leader asks its target to take over before the target has its whole log',
    clause: 'LT-4',
    suite: 'own',
    source: 'https://github.com/redpanda-data/redpanda/issues/2606',
  },
  leadershipTransfer,
  { actions: { beginTransfer: askAtOnce } },
);

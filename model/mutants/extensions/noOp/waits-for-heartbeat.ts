/** A new leader appends its no-op when its heartbeat timer expires, and not before. */
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import { termAt } from '../../../../src/core/log.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A leader of a busy cluster, whose heartbeats are put off by commands, may never come to it. */
export const waitsForHeartbeat = wovenMutant(
  {
    id: 'waits-for-heartbeat',
    title: 'A new leader appends its no-op when its heartbeat timer expires, and not before',
    clause: 'NO-1',
    suite: 'own',
  },
  {
    ...noOp,
    adds: { ...noOp.adds, 'leader timeout.heartbeat heartbeat': { actions: 'appendLater', clauses: ['NO-1', 'NO-2'] } },
  },
  {
    actions: {
      appendNoOp: (server: Server) => withoutEffects(server),
      appendLater: (server: Server, event: Timeout) =>
        termAt(server.log, server.log.lastIndex) === server.currentTerm
          ? withoutEffects(server)
          : noOpRules.appendNoOp(server, event),
    },
  },
);

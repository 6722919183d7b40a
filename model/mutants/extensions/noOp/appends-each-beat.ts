/** A leader appends a no-op at each heartbeat. */
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** An idle cluster's log grows without end. */
export const appendsEachBeat = wovenMutant(
  {
    id: 'appends-each-beat',
    title: 'A leader appends a no-op at each heartbeat',
    clause: 'NO-3',
    suite: 'own',
  },
  {
    ...noOp,
    adds: { ...noOp.adds, 'leader timeout.heartbeat heartbeat': { actions: 'appendAgain', clauses: ['NO-1', 'NO-2'] } },
  },
  { actions: { appendAgain: (server: Server, event: Timeout) => noOpRules.appendNoOp(server, event) } },
);

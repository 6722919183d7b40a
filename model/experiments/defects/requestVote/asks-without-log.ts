/** A candidate does not say where its log ends. */

import type { Rule } from '../../../../src/core/outcome.ts';
import { becomeCandidate, retryElection } from '../../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { hasFreeVote, withMessages } from '../../../mutants/outcomes.ts';

const withoutLog = (rule: Rule<Timeout>) => (server: Server, event: Timeout) =>
  withMessages(rule(server, event), (message) => ({ ...message, lastLogIndex: 0, lastLogTerm: 0 }));

/** Voters have nothing to compare their own logs with. */
export const asksWithoutLog = mutant(
  { id: 'asks-without-log', title: 'A candidate does not say where its log ends', clause: 'RV-3', suite: 'own' },
  {
    guards: { canGrantVote: hasFreeVote },
    actions: { becomeCandidate: withoutLog(becomeCandidate), retryElection: withoutLog(retryElection) },
  },
);

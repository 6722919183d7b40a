/** A candidate gives its currentTerm for the term of its last entry. */

import type { Rule } from '../../../src/core/outcome.ts';
import { becomeCandidate, retryElection } from '../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

const boasting = (rule: Rule<Timeout>) => (server: Server, event: Timeout) =>
  withMessages(rule(server, event), (message) => ({ ...message, lastLogTerm: message.term }));

/** Its log seems newer than every other. */
export const claimsCurrentTerm = mutant(
  {
    id: 'claims-current-term',
    title: 'A candidate gives its currentTerm for the term of its last entry',
    clause: 'RV-3',
    suite: 'own',
  },
  { actions: { becomeCandidate: boasting(becomeCandidate), retryElection: boasting(retryElection) } },
);

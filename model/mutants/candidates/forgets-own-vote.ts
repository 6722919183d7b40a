/** A candidate does not record the vote for itself. */

import type { Rule } from '../../../src/core/outcome.ts';
import { becomeCandidate, retryElection } from '../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withVote } from '../outcomes.ts';

const withoutOwnVote = (rule: Rule<Timeout>) => (server: Server, event: Timeout) =>
  withVote(rule(server, event), { votedFor: null });

/** It votes for another candidate of its term, and both win. */
export const forgetsOwnVote = mutant(
  {
    id: 'A09',
    title: 'A candidate does not record the vote for itself',
    clause: 'RS-C-1',
    suite: 'smoke',
    shortest: 6,
  },
  { actions: { becomeCandidate: withoutOwnVote(becomeCandidate), retryElection: withoutOwnVote(retryElection) } },
);

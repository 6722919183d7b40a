/** A candidate asks for votes before its term and its own vote are on the disk. */

import type { Rule } from '../../../src/core/outcome.ts';
import { becomeCandidate, retryElection } from '../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { writesLast } from '../outcomes.ts';

const askingFirst = (rule: Rule<Timeout>) => (server: Server, event: Timeout) => writesLast(rule(server, event));

/** It forgets its own vote in a crash, and gives it to another. */
export const asksBeforeWrite = mutant(
  {
    id: 'C10',
    title: 'A candidate asks for votes before its term and its own vote are on the disk',
    clause: 'ST-8',
    suite: 'own',
    equivalent:
      'The crash ends the candidacy: the votes find no candidate, unless it becomes candidate in the same term again and votes for itself as before.',
  },
  { actions: { becomeCandidate: askingFirst(becomeCandidate), retryElection: askingFirst(retryElection) } },
);

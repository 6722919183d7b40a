/** A candidate rejects the entries of its term's leader, as it rejects those of an older term. */

import type { Outcome } from '../../../../src/core/outcome.ts';
import { refuseOldLeader } from '../../../../src/core/rules/appendEntries.ts';
import { refuseOldSnapshot } from '../../../../src/core/rules/installSnapshot.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

const rejection = (server: Server, event: Event): Outcome | undefined => {
  if (event.type === 'AppendEntries') return refuseOldLeader(server, event);
  return event.type === 'InstallSnapshot' ? refuseOldSnapshot(server, event) : undefined;
};

/** Its timer goes on, and it starts an election again. */
export const candidateRefuses = mutant(
  {
    id: 'candidate-refuses',
    title: 'A candidate rejects the entries of its own term and remains a candidate',
    clause: 'RS-C-3',
    suite: 'own',
  },
  {
    step: (step) => (server, event) =>
      (server.role === 'candidate' && 'term' in event && event.term === server.currentTerm
        ? rejection(server, event)
        : undefined) ?? step(server, event),
  },
);

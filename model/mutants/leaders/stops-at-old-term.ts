/** Entries of earlier terms are never committed, not even by a newer one. */

import { termAt } from '../../../src/core/log.ts';
import { canCommit } from '../../../src/core/rules/leaders.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A leader that inherits an uncommitted entry commits nothing any more. */
export const stopsAtOldTerm = mutant(
  {
    id: 'A47',
    title: 'Entries of earlier terms are never committed, not even by a newer one',
    clause: 'RS-L-4',
    suite: 'core',
  },
  {
    guards: {
      canCommit: (server: Server, event: Event) =>
        canCommit(server, event) && termAt(server.log, server.commitIndex + 1) === server.currentTerm,
    },
  },
);

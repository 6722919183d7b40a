/** A candidate whose election timer expires waits on. */

import { mutant } from '../../../mutants/mutant.ts';
import { ignore } from '../../../mutants/outcomes.ts';

/** When nobody has won, nobody tries again. */
export const standsOnce = mutant(
  {
    id: 'stands-once',
    title: 'A candidate whose election timer expires does not start a new election',
    clause: 'RS-C-4',
    suite: 'own',
  },
  {
    step: (step) => (server, event) =>
      server.role === 'candidate' && event.type === 'timeout' && event.timer === 'election'
        ? ignore(server)
        : step(server, event),
  },
);

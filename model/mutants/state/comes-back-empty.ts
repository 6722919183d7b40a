/** A server comes back with nothing of what it had. */

import { emptyDurable, restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** It votes for a server that lacks what it has acknowledged. */
export const comesBackEmpty = mutant(
  { id: 'C20', title: 'A server comes back with nothing of what it had', clause: 'ST-9', suite: 'own' },
  { restart: ({ id, peers, options }) => restart(emptyDurable({ id, servers: [id, ...peers], options })) },
);

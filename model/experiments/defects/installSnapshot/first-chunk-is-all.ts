/** A chunk is taken for the whole snapshot. */

import { completesSnapshot, isCorrupt } from '../../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** A snapshot of more than one chunk is never complete. */
export const firstChunkIsAll = mutant(
  { id: 'first-chunk-is-all', title: 'A chunk is taken for the whole snapshot', clause: 'IS-4', suite: 'own' },
  {
    guards: {
      completesSnapshot: (server: Server, request: InstallSnapshot) =>
        completesSnapshot(server, { ...request, done: true }),
      isCorrupt: (server: Server, request: InstallSnapshot) => isCorrupt(server, { ...request, done: true }),
    },
  },
);

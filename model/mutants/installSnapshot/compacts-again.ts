/** A snapshot that was begun before a newer one was installed is saved all the same. */

import type { Compact, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** The disk holds an older snapshot than the log needs. */
export const compactsAgain = mutant(
  {
    id: 'B22',
    title: 'A snapshot that was begun before a newer one was installed is saved all the same',
    clause: 'IS-13',
    suite: 'own',
  },
  { guards: { canCompact: (server: Server, { index }: Compact) => index <= server.lastApplied } },
);

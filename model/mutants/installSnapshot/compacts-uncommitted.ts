/** A snapshot may cover entries that are not applied. */

import type { Compact, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A snapshot holds what another leader then decides otherwise. */
export const compactsUncommitted = mutant(
  {
    id: 'B03',
    title: 'A snapshot may cover entries that are not applied',
    clause: 'IS-13',
    suite: 'smoke',
    shortest: 13,
  },
  {
    guards: {
      canCompact: ({ log }: Server, { index }: Compact) => index > log.snapshotIndex && index <= log.lastIndex,
    },
  },
);

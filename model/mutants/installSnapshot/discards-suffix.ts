/** Installing a snapshot always discards the whole log. */

import { emptyLog } from '../../../src/core/log.ts';
import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { Effect, InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A late snapshot erases entries behind it that the follower has acknowledged. */
export const discardsSuffix = mutant(
  {
    id: 'B04',
    title: 'Installing a snapshot always discards the whole log',
    clause: 'IS-6',
    suite: 'hard',
    shortest: 17,
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) => {
        const { snapshotIndex, snapshotTerm, lastIndex } = server.log;
        const installed = installSnapshot({ ...server, log: emptyLog(snapshotIndex, snapshotTerm) }, request);
        const end = request.lastIncludedIndex + 1;
        const truncate = (effect: Effect): Effect =>
          effect.type === 'persist' && lastIndex >= end ? { ...effect, truncateFrom: end } : effect;
        return { ...installed, effects: installed.effects.map(truncate) };
      },
    },
  },
);

/** The log is deleted before the snapshot of it is on the disk. */

import { entriesBetween } from '../../../src/core/log.ts';
import { compact } from '../../../src/core/rules/compaction.ts';
import type { Compact, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withWrites } from '../outcomes.ts';

/** A crash in between loses what was committed. */
export const deletesBeforeSnapshot = mutant(
  {
    id: 'B13',
    title: 'The log is deleted before the snapshot of it is on the disk',
    clause: 'ST-8',
    suite: 'own',
    shortest: 12,
  },
  {
    actions: {
      compact: (server: Server, event: Compact) => {
        const { snapshotIndex, lastIndex } = server.log;
        const firstIndex = event.index + 1;
        const entries = entriesBetween(server.log, firstIndex, lastIndex);
        return withWrites(compact(server, event), (write) => [
          { type: 'persist', truncateFrom: snapshotIndex + 1 },
          { ...write, ...(entries.length > 0 && { append: { firstIndex, entries } }) },
        ]);
      },
    },
  },
);

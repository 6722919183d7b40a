/** An entry that conflicts is not deleted if it is the last one. */

import { append, lastIndex } from '../../../src/core/log.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer, withWrites } from '../outcomes.ts';

/** The new entries come behind it, at indexes that are not theirs. */
export const keepsLastConflict = mutant(
  {
    id: 'keeps-last-conflict',
    title: 'An entry that conflicts is not deleted if it is the last one',
    clause: 'AE-3',
    suite: 'held-out',
    source: 'https://github.com/qdrant/qdrant/pull/2508',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        const last = lastIndex(server.log);
        const write = accepted.effects.find((effect) => effect.type === 'persist');
        if (write?.truncateFrom !== last || !write.append) return accepted;
        const { entries } = write.append;
        return withWrites(withServer(accepted, { log: append(server.log, entries) }), () => [
          { type: 'persist', append: { firstIndex: last + 1, entries } },
        ]);
      },
    },
  },
);

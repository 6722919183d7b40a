/** The log is compacted one entry past its snapshot. */

import { compactTo, termAt } from '../../../src/core/log.ts';
import { compact } from '../../../src/core/rules/compaction.ts';
import type { Compact, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** A follower that needs that entry gets a snapshot that ends before it, again and again. */
export const compactsPastSnapshot = mutant(
  { id: 'B24', title: 'The log is compacted one entry past its snapshot', clause: 'IS-13', suite: 'own' },
  {
    actions: {
      compact: (server: Server, event: Compact) => {
        const compacted = compact(server, event);
        const { log } = compacted.server;
        const past = Math.min(event.index + 1, log.lastIndex);
        return withServer(compacted, { log: compactTo(log, past, termAt(log, past) ?? 0) });
      },
    },
  },
);

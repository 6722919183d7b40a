/** A snapshot remembers the term of the entry behind its last one. */

import { compactTo, termAt } from '../../../src/core/log.ts';
import { compact } from '../../../src/core/rules/compaction.ts';
import type { Compact, Server, Snapshot } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer, withWrites } from '../outcomes.ts';

/** Where the terms of the two differ, the log does not go on from the snapshot. */
export const termOfNextEntry = mutant(
  {
    id: 'term-of-next-entry',
    title: 'A snapshot remembers the term of the entry behind its last one',
    clause: 'IS-14',
    suite: 'held-out',
    source: 'https://github.com/ArcadeData/arcadedb/pull/5356',
  },
  {
    actions: {
      compact: (server: Server, event: Compact) => {
        const compacted = compact(server, event);
        const lastIncludedTerm = termAt(server.log, event.index + 1);
        if (lastIncludedTerm === undefined || !compacted.server.snapshot) return compacted;
        const snapshot: Snapshot = { ...compacted.server.snapshot, lastIncludedTerm };
        const log = compactTo(server.log, event.index, lastIncludedTerm);
        return withWrites(withServer(compacted, { log, snapshot }), () => [{ type: 'persist', snapshot }]);
      },
    },
  },
);

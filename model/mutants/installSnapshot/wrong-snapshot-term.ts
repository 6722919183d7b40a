/** A snapshot remembers the current term for the term of its last entry. */

import { compact } from '../../../src/core/rules/compaction.ts';
import type { Compact, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer, withWrites } from '../outcomes.ts';

/** Logs that hold the same seem to differ at the end of the snapshot. */
export const wrongSnapshotTerm = mutant(
  {
    id: 'wrong-snapshot-term',
    title: 'A snapshot remembers the current term for the term of its last entry',
    clause: 'IS-14',
    suite: 'own',
  },
  {
    actions: {
      compact: (server: Server, event: Compact) => {
        const compacted = compact(server, event);
        const { snapshot: right, log } = compacted.server;
        const snapshot = right && { ...right, lastIncludedTerm: server.currentTerm };
        const wrong = withServer(compacted, { snapshot, log: { ...log, snapshotTerm: server.currentTerm } });
        return withWrites(wrong, (write) => [{ ...write, ...(snapshot && { snapshot }) }]);
      },
    },
  },
);

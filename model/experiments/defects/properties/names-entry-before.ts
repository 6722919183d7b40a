/** A snapshot is said to end with the entry before its last one. */

import { canCompact, compact } from '../../../../src/core/rules/compaction.ts';
import type { Compact, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

const before = (event: Compact): Compact => ({ ...event, index: event.index - 1 });

/** Whoever restores it applies that entry twice. */
export const namesEntryBefore = mutant(
  {
    id: 'names-entry-before',
    title: 'A snapshot is said to end with the entry before its last one',
    clause: 'SP-15',
    suite: 'own',
  },
  {
    guards: {
      canCompact: (server: Server, event: Compact) => canCompact(server, event) && canCompact(server, before(event)),
    },
    actions: { compact: (server: Server, event: Compact) => compact(server, before(event)) },
  },
);

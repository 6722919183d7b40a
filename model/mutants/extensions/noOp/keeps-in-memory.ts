/** A new leader does not write its no-op. */
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It counts itself for an entry that it does not have after a crash; what it writes next stands behind a gap. */
export const keepsInMemory = wovenMutant(
  {
    id: 'keeps-in-memory',
    title: 'A new leader does not write its no-op',
    clause: 'NO-2',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      appendNoOp: (server: Server, event: Event) => ({ ...noOpRules.appendNoOp(server, event), effects: [] }),
    },
  },
);

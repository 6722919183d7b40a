/** A new leader whose log ends with a no-op appends none. */
import { kindOf } from '../../../../src/core/entries.ts';
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import { entryAt } from '../../../../src/core/log.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** That one is of an older term, which no leader commits by counting. */
export const trustsOldNoOp = wovenMutant(
  {
    id: 'trusts-old-no-op',
    title: 'A new leader whose log ends with a no-op appends none',
    clause: 'NO-3',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      appendNoOp: (server: Server, event: Event) => {
        const last = entryAt(server.log, server.log.lastIndex);
        return last && kindOf(last) === 'noOp' ? withoutEffects(server) : noOpRules.appendNoOp(server, event);
      },
    },
  },
);

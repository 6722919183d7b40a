/** A new leader does not count itself. */

import { checkQuorum, withContact } from '../../../../src/core/extensions/checkQuorum.ts';
import { armTimer } from '../../../../src/core/timers.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A server that is alone steps down at once, and of three servers both followers have to answer. */
export const countsOthersOnly = wovenMutant(
  {
    id: 'counts-others-only',
    title: 'A new leader does not count itself',
    clause: 'CQ-3',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      startQuorum: (server: Server) => ({
        server: withContact(server, { heardFrom: [] }),
        effects: [armTimer('quorum')],
        fired: ['CQ-3'],
      }),
    },
  },
);

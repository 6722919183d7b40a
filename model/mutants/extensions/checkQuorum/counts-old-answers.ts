/** A leader counts answers of older terms. */

import { checkQuorum, contactOf } from '../../../../src/core/extensions/checkQuorum.ts';
import type { AppendEntriesReply, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Whom it has reached in another term it does not reach now. */
export const countsOldAnswers = wovenMutant(
  {
    id: 'counts-old-answers',
    title: 'A leader counts answers of older terms',
    clause: 'CQ-4',
    suite: 'own',
  },
  checkQuorum,
  {
    guards: {
      isNewlyHeard: (server: Server, { term, from }: AppendEntriesReply) =>
        term <= server.currentTerm && !contactOf(server).heardFrom.includes(from),
    },
  },
);

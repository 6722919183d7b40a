/** An answer of an older term counts. */
import { type ReadIndexCheckReply, readIndex, readIndexGuards } from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The round of another term has the same number. */
export const countsOldTerm = wovenMutant(
  {
    id: 'counts-old-term',
    title: 'An answer of an older term counts',
    clause: 'RI-6',
    suite: 'own',
  },
  readIndex,
  {
    guards: {
      bringsAnswer: (server: Server, reply: ReadIndexCheckReply) =>
        readIndexGuards.bringsAnswer(server, { ...reply, term: server.currentTerm }),
    },
  },
);

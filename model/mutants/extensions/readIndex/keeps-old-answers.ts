/** A leader that steps down keeps what its followers have answered. */
import { readIndex, readIndexRules, readsOf, withReads } from '../../../../src/core/extensions/readIndex.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** In a later term, whose rounds begin anew, an answer of the term before stands for one to the first round. */
export const keepsOldAnswers = wovenMutant(
  {
    id: 'keeps-old-answers',
    title: 'A leader that steps down keeps what its followers have answered',
    clause: 'RI-1',
    suite: 'own',
  },
  readIndex,
  {
    actions: {
      rejectReads: (server: Server, event: Event) => {
        const rejected = readIndexRules.rejectReads(server, event);
        const { answered } = readsOf(server);
        return { ...rejected, server: withReads(rejected.server, { ...readsOf(rejected.server), answered }) };
      },
    },
  },
);

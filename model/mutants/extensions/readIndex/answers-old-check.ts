/** A check of an older term is answered with its round. */
import { type ReadIndexCheck, readIndex, readIndexRules } from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A leader of a later term takes it for an answer to a round of its own. */
export const answersOldCheck = wovenMutant(
  {
    id: 'answers-old-check',
    title: 'A check of an older term is answered with its round',
    clause: 'RI-5',
    suite: 'own',
  },
  readIndex,
  {
    actions: {
      refuseOldCheck: (server: Server, check: ReadIndexCheck) => readIndexRules.answerCheck(server, check),
    },
  },
);

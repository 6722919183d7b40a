/** A deposed leader keeps whom it has heard. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { stopTimer } from '../../../../src/core/timers.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Answers of one leadership are taken for those of the next. */
export const keepsAnswers = wovenMutant(
  {
    id: 'keeps-answers',
    title: 'A deposed leader keeps whom it has heard',
    clause: 'CQ-7',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      stopQuorum: (server: Server) => ({ server, effects: [stopTimer('quorum')], fired: ['CQ-7', 'CQ-11'] }),
    },
  },
);

/** A leader counts no answers. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { wovenMutant } from '../../mutant.ts';

/** It steps down at each timeout, whoever answers. */
export const countsItselfOnly = wovenMutant(
  {
    id: 'counts-itself-only',
    title: 'A leader counts no answers',
    clause: 'CQ-4',
    suite: 'own',
  },
  checkQuorum,
  { guards: { isNewlyHeard: () => false } },
);

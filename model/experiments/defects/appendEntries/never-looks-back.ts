/** A follower does not look at what precedes the entries. */

import { mutant } from '../../../mutants/mutant.ts';

/** It takes all entries of its leader, whatever its own log holds before them. */
export const neverLooksBack = mutant(
  {
    id: 'never-looks-back',
    title: 'A follower does not look at what precedes the entries',
    clause: 'AE-2',
    suite: 'own',
  },
  { guards: { lacksPrevEntry: () => false } },
);

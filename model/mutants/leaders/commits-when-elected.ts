/** matchIndex is a guess, and entries of earlier terms are committed by counting. */

import { pair } from '../mutant.ts';
import { matchIndexGuessed } from '../state/match-index-guessed.ts';
import { commitsOldTerm } from './commits-old-term.ts';

/** A new leader commits its whole log at once. */
export const commitsWhenElected = pair(
  {
    id: 'X4',
    title: 'matchIndex is a guess, and entries of earlier terms are committed by counting',
    clause: 'RS-L-4',
    suite: 'own',
  },
  matchIndexGuessed,
  commitsOldTerm,
);

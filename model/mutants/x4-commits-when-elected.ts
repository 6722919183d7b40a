import { commitsOldTerm } from './a46-commits-old-term.ts';
import { pair } from './mutant.ts';
import { matchIndexGuessed } from './z06-match-index-guessed.ts';

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

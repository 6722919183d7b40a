/** The term is written before the vote, and a repeated request is granted without a look at the logs. */

import { pair } from '../mutant.ts';
import { termBeforeVote } from '../state/term-before-vote.ts';
import { grantsAgainBlindly } from './grants-again-blindly.ts';

/** After a crash in between, the vote of the old term elects a server that lacks what is committed. */
export const voteOfAnotherTerm = pair(
  {
    id: 'C11',
    title: 'The term is written before the vote, and a repeated request is granted without a look at the logs',
    clause: 'D-5',
    suite: 'hard',
    shortest: 21,
  },
  termBeforeVote,
  grantsAgainBlindly,
);

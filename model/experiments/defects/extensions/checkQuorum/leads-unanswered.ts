/** Beside pre-vote, a leader that no majority answers leads on. */
import { checkQuorum } from '../../../../../src/core/extensions/checkQuorum.ts';
import { preVote } from '../../../../../src/core/extensions/preVote.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** As long as the others hear it they wait, and pre-votes are rejected. */
export const leadsUnanswered = wovenMutant(
  {
    id: 'leads-unanswered',
    title: 'Beside pre-vote, a leader that no majority answers leads on',
    clause: 'CQ-6',
    suite: 'own',
  },
  checkQuorum,
  { guards: { hasQuorumHeard: () => true } },
  [preVote],
);

/** A pre-candidate counts its pre-votes and does not look at the sum. */
import { preVote } from '../../../../../src/core/extensions/preVote.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** Nobody stands for election any more. */
export const hasNeverEnough = wovenMutant(
  {
    id: 'has-never-enough',
    title: 'A pre-candidate with a majority goes on asking',
    clause: 'PV-9',
    suite: 'own',
  },
  preVote,
  { guards: { hasPreMajority: () => false } },
);

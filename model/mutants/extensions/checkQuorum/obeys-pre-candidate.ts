/** A follower that hears a leader obeys a pre-candidate of a newer term. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import { preVote } from '../../../../src/core/extensions/preVote.ts';
import { wovenMutant } from '../../mutant.ts';

const beside = checkQuorum.beside?.['pre-vote']?.before ?? {};

/** Who asks before it raises its term raises that of others. */
export const obeysPreCandidate = wovenMutant(
  {
    id: 'obeys-pre-candidate',
    title: 'A follower that hears a leader obeys a pre-candidate of a newer term',
    clause: 'CQ-12',
    suite: 'own',
  },
  checkQuorum,
  {
    beside: {
      ...checkQuorum.beside,
      'pre-vote': {
        ...checkQuorum.beside?.['pre-vote'],
        before: { leader: beside.leader ?? {}, preCandidate: beside.preCandidate ?? {} },
      },
    },
  },
  [preVote],
);

/** A pre-candidate that votes for another server goes on asking. */

import { preCandidate, preVote } from '../../../../src/core/extensions/preVote.ts';
import type { Transition } from '../../../../src/core/extensions/weave.ts';
import { wovenMutant } from '../../mutant.ts';

const stay = ({ target, ...transition }: Transition): Transition =>
  transition.guard === 'canGrantVote'
    ? { ...transition, actions: 'grantVote' }
    : { ...transition, ...(target && { target }) };

/** It deposes the leader that it has helped to elect, by a pre-vote that comes late. */
export const staysPreCandidate = wovenMutant(
  {
    id: 'stays-pre-candidate',
    title: 'A pre-candidate that votes for another server goes on asking',
    clause: 'PV-10',
    suite: 'own',
  },
  preVote,
  {
    roles: {
      preCandidate: {
        ...preCandidate,
        on: { ...preCandidate.on, RequestVote: [preCandidate.on.RequestVote ?? []].flat().map(stay) },
      },
    },
  },
);

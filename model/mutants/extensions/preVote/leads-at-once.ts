/** A pre-majority leads the term in which it has asked. */

import { preCandidate, preVote } from '../../../../src/core/extensions/preVote.ts';
import type { Transition } from '../../../../src/core/extensions/weave.ts';
import { wovenMutant } from '../../mutant.ts';

const lead: Transition = {
  guard: 'hasPreMajority',
  target: 'leader',
  actions: ['endPreVote', 'becomeLeader'],
  description: 'Pre-votes from a majority: lead',
  meta: { clauses: ['PV-9', 'RS-C-2', 'RS-L-1', 'AE-6'] },
};

/** Two servers lead one term, in which one of them was elected and the other has only asked. */
export const leadsAtOnce = wovenMutant(
  {
    id: 'leads-at-once',
    title: 'A pre-majority leads the term in which it has asked',
    clause: 'PV-9',
    suite: 'own',
  },
  preVote,
  {
    roles: {
      preCandidate: {
        ...preCandidate,
        always: [lead, ...[preCandidate.always ?? []].flat()],
      },
    },
  },
);

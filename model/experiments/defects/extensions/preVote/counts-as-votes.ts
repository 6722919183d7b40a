/** Pre-votes stand among the votes. */
import { preCandidate, preVote, preVotesOf } from '../../../../../src/core/extensions/preVote.ts';
import type { Transition } from '../../../../../src/core/extensions/weave.ts';
import { becomeCandidate } from '../../../../../src/core/rules/candidates.ts';
import type { Server, Timeout } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';
import { withServer } from '../../../../mutants/outcomes.ts';

const stand: Transition = {
  guard: 'hasPreMajority',
  target: 'candidate',
  actions: 'becomeCandidateAtOnce',
  description: 'Pre-votes from a majority: stand for election',
  meta: { clauses: ['PV-9', 'RS-F-2', 'RS-C-1', 'RV-3'] },
};

/** Whoever may stand for election has won it. */
export const countsAsVotes = wovenMutant(
  {
    id: 'counts-as-votes',
    title: 'A candidate begins to count at the pre-votes that it was given',
    clause: 'PV-1',
    suite: 'own',
  },
  preVote,
  {
    actions: {
      becomeCandidateAtOnce: (server: Server, event: Timeout) =>
        withServer(becomeCandidate(server, event), { votesGranted: preVotesOf(server) }),
    },
    roles: { preCandidate: { ...preCandidate, always: stand } },
  },
);

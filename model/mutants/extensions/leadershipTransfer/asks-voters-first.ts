/** Beside pre-vote a server that is told to take over asks first whether it could win. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { preVote } from '../../../../src/core/extensions/preVote.ts';
import { adoptNewerTerm, cites } from '../../../../src/core/machine.ts';
import { wovenMutant } from '../../mutant.ts';

/** The others hear the leader that hands over, and refuse. */
export const asksVotersFirst = wovenMutant(
  {
    id: 'asks-voters-first',
    title: 'Beside pre-vote a server that is told to take over asks first whether it could win',
    clause: 'LT-5',
    suite: 'own',
    source: 'https://github.com/canonical/raft/issues/203',
  },
  leadershipTransfer,
  {
    before: {
      follower: {
        ...leadershipTransfer.before.follower,
        TimeoutNow: [
          adoptNewerTerm,
          {
            guard: 'isToldInItsTerm',
            target: 'preCandidate',
            actions: 'askForPreVotes',
            ...cites('The leader hands over: ask who would vote for it', 'LT-5', 'PV-2', 'PV-3'),
          },
        ],
      },
    },
  },
  [preVote],
);

/** A pre-vote is granted although a leader is heard. */

import { type PreVote, preVote, preVoteGuards } from '../../../../src/core/extensions/preVote.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A server that has missed a few heartbeats deposes a leader that works. */
export const grantsBesideLeader = wovenMutant(
  {
    id: 'grants-beside-leader',
    title: 'A pre-vote is granted although a leader is heard',
    clause: 'PV-7',
    suite: 'own',
  },
  preVote,
  {
    guards: {
      canGrantPreVote: (server: Server, request: PreVote) =>
        preVoteGuards.canGrantPreVote({ ...server, leaderId: null }, request),
    },
  },
);

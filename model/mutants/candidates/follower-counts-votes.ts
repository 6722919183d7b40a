/** A follower keeps the votes that come late. */

import { countVote } from '../../../src/core/rules/candidates.ts';
import { mutant } from '../mutant.ts';

/** It has votes of a candidacy that is over. */
export const followerCountsVotes = mutant(
  {
    id: 'Z13',
    title: 'A follower keeps the votes that come late',
    clause: 'RS-C-2',
    suite: 'control',
    equivalent: 'Only a candidate looks at its votes, and each candidacy begins with its own vote alone.',
  },
  {
    step: (step) => (server, event) =>
      server.role === 'follower' &&
      event.type === 'RequestVoteReply' &&
      event.voteGranted &&
      event.term === server.currentTerm
        ? { ...step(server, event), server: countVote(server, event).server }
        : step(server, event),
  },
);

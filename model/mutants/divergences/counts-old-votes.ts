/** A candidate counts votes of earlier terms. */

import type { RequestVoteReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A late vote for an old candidacy elects a second leader of the new term. */
export const countsOldVotes = mutant(
  { id: 'A14', title: 'A candidate counts votes of earlier terms', clause: 'D-6', suite: 'smoke', shortest: 7 },
  { guards: { bringsVote: (_server: Server, { voteGranted }: RequestVoteReply) => voteGranted } },
);

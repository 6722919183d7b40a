/** A candidate counts every reply as a vote. */

import type { RequestVoteReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A rejection elects a second leader of the term. */
export const ignoresRefusal = mutant(
  { id: 'A13', title: 'A candidate counts every reply as a vote', clause: 'RS-C-2', suite: 'smoke', shortest: 6 },
  { guards: { bringsVote: (server: Server, { term }: RequestVoteReply) => term === server.currentTerm } },
);

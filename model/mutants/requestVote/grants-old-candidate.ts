/** A candidate of an older term is not rejected. */

import { hasOlderTerm } from '../../../src/core/rules/allServers.ts';
import { canGrantVote } from '../../../src/core/rules/requestVote.ts';
import type { Message, RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** It gets a vote of the newer term. */
export const grantsOldCandidate = mutant(
  {
    id: 'Z03',
    title: 'A candidate of an older term is not rejected',
    clause: 'RV-1',
    suite: 'control',
    equivalent:
      'The reply carries the newer term: the candidate adopts it and is no candidate any more, or is candidate in that term itself, where the vote is a true one, given once.',
  },
  {
    guards: {
      hasOlderTerm: (server: Server, message: Message) =>
        message.type !== 'RequestVote' && hasOlderTerm(server, message),
      canGrantVote: (server: Server, request: RequestVote) =>
        canGrantVote({ ...server, currentTerm: request.term }, request),
    },
  },
);

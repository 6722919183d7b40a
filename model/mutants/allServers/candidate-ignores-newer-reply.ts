/** A candidate ignores the newer term of a RequestVoteReply. */

import { mutant } from '../mutant.ts';
import { ignore } from '../outcomes.ts';

/** It goes on asking for votes in a term that is over. */
export const candidateIgnoresNewerReply = mutant(
  {
    id: 'D14',
    title: 'A candidate ignores the newer term of a RequestVoteReply',
    clause: 'RS-A-2',
    suite: 'own',
    equivalent:
      'Nobody votes for it in a term that is over, and each new candidacy raises its term, until it has caught up.',
  },
  {
    step: (step) => (server, event) =>
      server.role === 'candidate' && event.type === 'RequestVoteReply' && event.term > server.currentTerm
        ? ignore(server)
        : step(server, event),
  },
);

/** A server that knows a leader does not listen to candidates. */

import { mutant } from '../mutant.ts';
import { ignore } from '../outcomes.ts';

/** A candidate with a newer term is left alone. */
export const sticksToLeader = mutant(
  {
    id: 'Z23',
    title: 'A server that knows a leader does not listen to candidates',
    clause: 'RS-F-1',
    suite: 'control',
    equivalent:
      'A vote less is never a danger; a candidate that cannot win rejects the leader with its newer term, and a server that hears from no leader starts an election and forgets the old one.',
  },
  {
    step: (step) => (server, event) =>
      event.type === 'RequestVote' && server.leaderId !== null ? ignore(server) : step(server, event),
  },
);

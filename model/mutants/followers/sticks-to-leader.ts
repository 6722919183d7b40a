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
      'A vote less is never a danger; a candidate that is stranded refuses the leader with its newer term, and who hears of no leader stands for election and forgets the old one.',
  },
  {
    step: (step) => (server, event) =>
      event.type === 'RequestVote' && server.leaderId !== null ? ignore(server) : step(server, event),
  },
);

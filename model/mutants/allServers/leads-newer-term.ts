/** A leader adopts a newer term and goes on leading. */

import { mutant } from '../mutant.ts';
import { afterVote, isMessage } from '../outcomes.ts';

/** It leads a term for which nobody has elected it. */
export const leadsNewerTerm = mutant(
  {
    id: 'A20',
    title: 'A leader adopts a newer term and goes on leading',
    clause: 'RS-A-2',
    suite: 'smoke',
    shortest: 7,
  },
  {
    step: (step) => (server, event) => {
      if (server.role !== 'leader' || !isMessage(event) || event.term <= server.currentTerm) return step(server, event);
      return afterVote({ ...server, currentTerm: event.term, votedFor: null }, (leader) => step(leader, event));
    },
  },
);

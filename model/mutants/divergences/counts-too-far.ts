/** A server adopts a term beyond 2^48. */

import { MAX_NUMBER } from '../../../src/core/messages.ts';
import { mutant } from '../mutant.ts';
import { isMessage, withMessages, withVote } from '../outcomes.ts';

/** A few terms further on none can be told from the next any more, and nobody is ever elected. */
export const countsTooFar = mutant(
  { id: 'counts-too-far', title: 'A server adopts a term beyond 2^48', clause: 'D-24', suite: 'own' },
  {
    step: (step) => (server, event) => {
      if (!isMessage(event) || !Number.isInteger(event.term) || event.term <= MAX_NUMBER) return step(server, event);
      const { term } = event;
      const given = step(server, { ...event, term: MAX_NUMBER });
      if (given.server.currentTerm !== MAX_NUMBER) return given;
      return withMessages(withVote(given, { currentTerm: term }), (message) => ({ ...message, term }));
    },
  },
);

/** A follower does what a request asks for and does not answer it. */

import { mutant } from '../../../mutants/mutant.ts';
import { isMessage, withoutMessages } from '../../../mutants/outcomes.ts';

/** Nobody learns of its votes, or of the entries that it has. */
export const muteFollower = mutant(
  { id: 'mute-follower', title: 'A follower answers no request', clause: 'RS-F-1', suite: 'own' },
  {
    step: (step) => (server, event) => {
      const result = step(server, event);
      return isMessage(event) && result.server.role === 'follower' ? withoutMessages(result) : result;
    },
  },
);

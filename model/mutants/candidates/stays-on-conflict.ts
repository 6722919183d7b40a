/** A candidate rejects the entries of its term's leader that do not fit its log, and stays candidate. */

import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** It starts another election later, and deposes a leader that did nothing wrong. */
export const staysOnConflict = mutant(
  {
    id: 'stays-on-conflict',
    title: "A candidate rejects the entries of its term's leader that do not fit its log, and stays candidate",
    clause: 'RS-C-3',
    suite: 'held-out',
    equivalent:
      'The leader goes back at each rejection and the first entries that fit make it a follower. If its timer is sooner, that costs one election, in which it follows whoever is elected, as it then is no candidate of that term.',
    source: 'https://github.com/deventlab/d-engine/issues/340',
  },
  {
    step: (step) => (server, event) => {
      const result = step(server, event);
      const isRefused = result.fired.includes('AE-2');
      if (server.role !== 'candidate' || server.currentTerm !== result.server.currentTerm || !isRefused) return result;
      const { votesGranted, leaderId } = server;
      return withoutTimer({ ...result, server: { ...result.server, role: 'candidate', votesGranted, leaderId } });
    },
  },
);

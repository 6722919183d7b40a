/** A candidate that hears from the leader of its term follows it and stays candidate. */

import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** It goes on counting votes. */
export const staysCandidate = mutant(
  {
    id: 'Z04',
    title: 'A candidate that hears from the leader of its term follows it and stays candidate',
    clause: 'RS-C-3',
    suite: 'control',
    equivalent: "A majority has voted for the leader of the term, so that the candidate can't get one.",
  },
  {
    step: (step) => (server, event) => {
      const isLeaders = event.type === 'AppendEntries' || event.type === 'InstallSnapshot';
      if (server.role !== 'candidate' || !isLeaders || event.term !== server.currentTerm) return step(server, event);
      return withServer(step({ ...server, role: 'follower' }, event), { role: 'candidate' });
    },
  },
);

/** A chunk carries the term of the last entry of the snapshot for that of its leader. */

import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** Once a leader of a newer term sends a snapshot of older entries, it is rejected for ever. */
export const chunksInOldTerm = mutant(
  {
    id: 'chunks-in-old-term',
    title: 'A chunk carries the term of the last entry of the snapshot for that of its leader',
    clause: 'IS-9',
    suite: 'held-out',
    source: 'https://github.com/deventlab/d-engine/pull/442',
  },
  {
    step: (step) => (server, event) =>
      withMessages(step(server, event), (message) =>
        message.type === 'InstallSnapshot' ? { ...message, term: message.lastIncludedTerm } : message,
      ),
  },
);

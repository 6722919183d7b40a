/** The first chunk of another snapshot does not begin a new one. */

import { mutant } from '../mutant.ts';

/** A follower waits for the rest of a snapshot that nobody sends any more. */
export const clingsToPartial = mutant(
  {
    id: 'clings-to-partial',
    title: 'The first chunk of another snapshot does not begin a new one',
    clause: 'IS-2',
    suite: 'own',
  },
  {
    step: (step) => (server, event) => {
      const { incomingSnapshot } = server;
      if (event.type !== 'InstallSnapshot' || !incomingSnapshot || incomingSnapshot.checksum === event.checksum)
        return step(server, event);
      return step(server, { ...event, offset: event.offset + 1 }); // no chunk that anybody waits for
    },
  },
);

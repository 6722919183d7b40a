/** Chunks of different snapshots are put together. */

import { mutant } from '../mutant.ts';

/** A follower writes the end of one snapshot behind the beginning of another. */
export const mixesSnapshots = mutant(
  {
    id: 'B21',
    title: 'Chunks of different snapshots are put together',
    clause: 'D-12',
    suite: 'own',
    equivalent: 'The checksum is of the whole data, so that a mixture is thrown away and asked for again (IS-12).',
  },
  {
    step: (step) => (server, event) => {
      if (event.type !== 'InstallSnapshot' || !server.incomingSnapshot) return step(server, event);
      const { lastIncludedIndex, lastIncludedTerm, checksum } = event;
      const { data } = server.incomingSnapshot;
      return step({ ...server, incomingSnapshot: { lastIncludedIndex, lastIncludedTerm, checksum, data } }, event);
    },
  },
);

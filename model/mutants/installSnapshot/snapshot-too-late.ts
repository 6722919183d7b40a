/** A follower that needs the last entry of the snapshot is sent an empty AppendEntries. */

import { appendEntries } from '../../../src/core/rules/appendEntries.ts';
import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** A follower that lacks just that entry never gets it. */
export const snapshotTooLate = mutant(
  {
    id: 'B11',
    title: 'A follower that needs the last entry of the snapshot is sent an empty AppendEntries',
    clause: 'IS-9',
    suite: 'own',
    harmfulSeed: 191,
  },
  {
    step: (step) => (server, event) => {
      const next = step(server, event);
      const { log, nextIndex } = next.server;
      return withMessages(next, (message) =>
        message.type === 'InstallSnapshot' && nextIndex[message.to] === log.snapshotIndex
          ? appendEntries(next.server, message.to, log.snapshotIndex, 0)
          : message,
      );
    },
  },
);

/** A leader sends a follower the entries that it still has, and never its snapshot. */

import { appendEntries } from '../../../../src/core/rules/appendEntries.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withMessages } from '../../../mutants/outcomes.ts';

/** They do not continue the log of a follower that needs what comes before them. */
export const sendsNoSnapshot = mutant(
  {
    id: 'sends-no-snapshot',
    title: 'A leader sends a follower the entries that it still has, and never its snapshot',
    clause: 'IS-9',
    suite: 'own',
  },
  {
    step: (step) => (server, event) => {
      const next = step(server, event);
      const { log, options } = next.server;
      return withMessages(next, (message) =>
        message.type === 'InstallSnapshot'
          ? appendEntries(next.server, message.to, log.snapshotIndex + 1, options.maxEntriesPerAppend)
          : message,
      );
    },
  },
);

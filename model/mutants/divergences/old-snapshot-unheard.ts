/** A snapshot that the follower has committed past gets no answer. */

import { skipSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutMessages } from '../outcomes.ts';

/** The leader sends it again for ever, and the follower gets nothing else. */
export const oldSnapshotUnheard = mutant(
  {
    id: 'old-snapshot-unheard',
    title: 'A snapshot that the follower has committed past gets no answer',
    clause: 'D-7',
    suite: 'held-out',
    source: 'https://github.com/rabbitmq/ra/pull/508',
  },
  {
    actions: {
      skipSnapshot: (server: Server, request: InstallSnapshot) => withoutMessages(skipSnapshot(server, request)),
    },
  },
);

/** All entries that wait for a follower are sent in one message. */

import { sendEntries } from '../../../src/core/rules/leaders.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** A message is larger than the receiver expects. */
export const sendsEverything = mutant(
  {
    id: 'sends-everything',
    title: 'All entries that wait for a follower are sent in one message',
    clause: 'D-15',
    suite: 'own',
    equivalent: 'The bound is a matter of size: a message with more entries means what several with fewer mean.',
  },
  {
    actions: {
      sendEntries: (server: Server, event: Event) => {
        const { options } = server;
        const sent = sendEntries(
          { ...server, options: { ...options, maxEntriesPerAppend: options.maxInFlightEntries } },
          event,
        );
        return withServer(sent, { options });
      },
    },
  },
);

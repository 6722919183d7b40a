/** A round of heartbeats ends at the first follower that needs a snapshot. */

import { heartbeat } from '../../../src/core/rules/leaders.ts';
import { needsSnapshot } from '../../../src/core/rules/progress.ts';
import type { Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutMessages } from '../outcomes.ts';

/** A follower that is down takes the heartbeats away from the others, which depose the leader. */
export const roundEndsAtSnapshot = mutant(
  {
    id: 'B23',
    title: 'A round of heartbeats ends at the first follower that needs a snapshot',
    clause: 'RS-L-1',
    suite: 'own',
  },
  {
    actions: {
      heartbeat: (server: Server, event: Timeout) => {
        const beat = heartbeat(server, event);
        const first = server.peers.findIndex((peer) => needsSnapshot(server, peer));
        return first < 0 ? beat : withoutMessages(beat, ({ to }) => server.peers.indexOf(to) > first);
      },
    },
  },
);

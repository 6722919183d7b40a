/** A leader steps down for the entries of an older leader. */

import { followerState } from '../../../src/core/server.ts';
import { armTimer, stopTimer } from '../../../src/core/timers.ts';
import { mutant } from '../mutant.ts';

/** A message that comes late ends a leadership that nobody else wants. */
export const yieldsToOldLeader = mutant(
  {
    id: 'yields-to-old-leader',
    title: 'A leader steps down for the entries of an older leader',
    clause: 'AE-1',
    suite: 'held-out',
    source: 'https://github.com/nats-io/nats-server/pull/5314',
  },
  {
    step: (step) => (server, event) => {
      const result = step(server, event);
      const isOld = event.type === 'AppendEntries' && event.term < server.currentTerm;
      if (server.role !== 'leader' || !isOld) return result;
      return {
        ...result,
        server: { ...result.server, ...followerState, role: 'follower', leaderId: event.leaderId },
        effects: [...result.effects, stopTimer('heartbeat'), armTimer('election')],
      };
    },
  },
);

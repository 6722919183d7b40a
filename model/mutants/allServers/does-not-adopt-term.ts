/** A server steps down for a newer term and does not adopt it. */

import { followerState } from '../../../src/core/server.ts';
import { armTimer, stopTimer } from '../../../src/core/timers.ts';
import type { Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { afterVote, isMessage } from '../outcomes.ts';

/** It votes again and again in its old term, and its votes count for nobody. */
export const doesNotAdoptTerm = mutant(
  {
    id: 'A21',
    title: 'A server steps down for a newer term and does not adopt it',
    clause: 'RS-A-2',
    suite: 'core',
    shortest: 4,
  },
  {
    step: (step) => (server, event) => {
      if (!isMessage(event) || event.term <= server.currentTerm) return step(server, event);
      const follower: Server = { ...server, ...followerState, role: 'follower', votedFor: null, leaderId: null };
      const next = afterVote(follower, (again) => step(again, { ...event, term: server.currentTerm }));
      return server.role === 'leader'
        ? { ...next, effects: [stopTimer('heartbeat'), armTimer('election'), ...next.effects] }
        : next;
    },
  },
);

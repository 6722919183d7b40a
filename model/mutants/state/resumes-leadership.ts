/** A restarted leader goes on leading its term. */

import { lastTerm } from '../../../src/core/log.ts';
import { type Outcome, persistVote } from '../../../src/core/outcome.ts';
import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import { restart } from '../../../src/core/server.ts';
import { armTimer, stopTimer } from '../../../src/core/timers.ts';
import type { Durable } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer, withServer } from '../outcomes.ts';

/** Who voted for itself, and has entries of that term, has led it; for whoever follows writes down whom, in place of its vote. */
const hasLed = ({ id, votedFor, currentTerm, log }: Durable): boolean =>
  votedFor === id && lastTerm(log) === currentTerm;

const withFollowed = <T extends Outcome>(outcome: T): T => {
  const { leaderId, votedFor } = outcome.server;
  if (leaderId === null || leaderId === votedFor) return outcome;
  const next = withServer(outcome, { votedFor: leaderId });
  return { ...next, effects: [persistVote(next.server), ...next.effects] };
};

/** It has forgotten what it knew of its followers, and leads all the same. */
export const resumesLeadership = mutant(
  {
    id: 'Z08',
    title: 'A restarted leader goes on leading its term',
    clause: 'ST-9',
    suite: 'control',
    equivalent:
      'Everything that it has sent is on its disk (ST-8): it is the same leader with the same log, and begins anew with its followers. That followers write down whom they follow is Z02.',
  },
  {
    restart: (storage) =>
      hasLed(storage)
        ? { ...becomeLeader(restart(storage), { type: 'start' }).server, role: 'leader' }
        : restart(storage),
    step: (step) => (server, event) => {
      if (server.role !== 'leader' || event.type !== 'start') return withFollowed(step(server, event));
      const started = withoutTimer(step({ ...server, role: 'follower' }, event));
      return { ...started, server, effects: [...started.effects, stopTimer('election'), armTimer('heartbeat')] };
    },
  },
);

/** Entries that are rejected do not restart the election timer. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** A follower that has to catch up starts elections against a leader that it hears from all the time. */
export const refusalLeavesTimer = mutant(
  {
    id: 'refusal-leaves-timer',
    title: 'Entries that are rejected do not restart the election timer',
    clause: 'RS-F-3',
    suite: 'held-out',
    harm: 'A follower whose log differs in eleven entries, each of another term, rejects eleven messages one after the other and starts an election meanwhile, although it hears from the leader every 40 ms (LP-3).',
    source: 'https://github.com/redpanda-data/redpanda/pull/30817',
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) => withoutTimer(refuseEntries(server, request)),
    },
  },
);

/** Entries that are refused do not restart the election timer. */

import { refuseEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** A follower that has to catch up stands against a leader that it hears all the time. */
export const refusalLeavesTimer = mutant(
  {
    id: 'refusal-leaves-timer',
    title: 'Entries that are refused do not restart the election timer',
    clause: 'RS-F-3',
    suite: 'held-out',
    harm: 'A follower whose log differs in eleven entries, each of another term, refuses eleven messages one after the other and stands for election meanwhile, although it hears from the leader every 40 ms (LP-3).',
    source: 'https://github.com/redpanda-data/redpanda/pull/30817',
  },
  {
    actions: {
      refuseEntries: (server: Server, request: AppendEntries) => withoutTimer(refuseEntries(server, request)),
    },
  },
);

/** A new leader discards what it does not know to be committed. */

import { truncateFrom } from '../../../src/core/log.ts';
import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Persist, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** An entry that a majority has is lost with the election of one of them. */
export const discardsTail = mutant(
  {
    id: 'A50',
    title: 'A new leader discards what it does not know to be committed',
    clause: 'RS-C-2',
    suite: 'smoke',
    shortest: 10,
  },
  {
    actions: {
      becomeLeader: (server: Server, event: Event) => {
        const { log, commitIndex } = server;
        const led = becomeLeader({ ...server, log: truncateFrom(log, commitIndex + 1) }, event);
        const cut: Persist = { type: 'persist', truncateFrom: commitIndex + 1 };
        return log.lastIndex > commitIndex ? { ...led, effects: [cut, ...led.effects] } : led;
      },
    },
  },
);

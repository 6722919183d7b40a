/** A leader that steps down starts no election timer. */

import { stepDown } from '../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** Unless it hears of a leader or grants a vote, it never starts an election again. */
export const deposedSleeps = mutant(
  {
    id: 'deposed-sleeps',
    title: 'A leader that steps down starts no election timer',
    clause: 'RS-A-2',
    suite: 'held-out',
    source: 'https://github.com/async-raft/async-raft/issues/41',
  },
  {
    actions: {
      stepDown: (server: Server, message: Message) => withoutTimer(stepDown(server, message)),
    },
  },
);

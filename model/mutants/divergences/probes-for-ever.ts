/** A success that brings no news does not end the probing. */

import { withoutEffects } from '../../../src/core/outcome.ts';
import { advanceFollower } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** What can mend nextIndex waits for the one thing that does not happen any more. */
export const probesForEver = mutant(
  {
    id: 'probes-for-ever',
    title: 'A success that brings no news does not end the probing',
    clause: 'D-14',
    suite: 'held-out',
    equivalent:
      'Who is probed gets what it lacks with each heartbeat, entries too, and the first of them that is news ends the probing.',
    source: 'https://github.com/KanishJebaMathewM/Truxify/pull/8670',
  },
  {
    actions: {
      advanceFollower: (server: Server, reply: AppendEntriesReply) =>
        reply.matchIndex > matchIndexOf(server, reply.from)
          ? advanceFollower(server, reply)
          : withoutEffects(server, 'D-6'),
    },
  },
);

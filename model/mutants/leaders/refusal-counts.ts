/** A rejection counts for the log that the follower says it has. */

import { lastIndex } from '../../../src/core/log.ts';
import { backUp } from '../../../src/core/rules/leaders.ts';
import { raiseMatch } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** That log is of another leader, and may not agree with this one. */
export const refusalCounts = mutant(
  {
    id: 'refusal-counts',
    title: 'A rejection counts for the log that the follower says it has',
    clause: 'RS-L-6',
    suite: 'held-out',
    source: 'https://github.com/aeron-io/aeron/pull/2147',
  },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) => {
        const outcome = backUp(server, reply);
        const end = Math.min(reply.conflictIndex - 1, lastIndex(server.log));
        return { ...outcome, server: raiseMatch(outcome.server, reply.from, end) };
      },
    },
  },
);

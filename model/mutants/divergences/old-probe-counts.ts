/** The rejection of an earlier probe counts as that of the present one. */

import { backUp } from '../../../src/core/rules/leaders.ts';
import { matchIndexOf } from '../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** What was found by going back is lost again, now and then for ever. */
export const oldProbeCounts = mutant(
  {
    id: 'old-probe-counts',
    title: 'The rejection of an earlier probe counts as that of the present one',
    clause: 'D-6',
    suite: 'held-out',
    equivalent:
      'A rejection counts once, and what it undoes is found again by the same hint. The rejections of one probe are finitely many, and none counts any more once a probe has matched.',
    source: 'https://github.com/microsoft/CCF/pull/3723',
  },
  {
    actions: {
      backUp: (server: Server, reply: AppendEntriesReply) => {
        const { from, prevLogIndex } = reply;
        const isOfProbe = !server.pipelining[from] && prevLogIndex > matchIndexOf(server, from);
        const nextIndex = isOfProbe ? { ...server.nextIndex, [from]: prevLogIndex + 1 } : server.nextIndex;
        return backUp({ ...server, nextIndex }, reply);
      },
    },
  },
);

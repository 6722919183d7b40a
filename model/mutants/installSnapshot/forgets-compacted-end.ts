/** A voter whose log is compacted to its end treats it as empty. */

import { emptyLog } from '../../../src/core/log.ts';
import { canGrantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** It elects a server that lacks everything in its snapshot. */
export const forgetsCompactedEnd = mutant(
  {
    id: 'B01',
    title: 'A voter whose log is compacted to its end treats it as empty',
    clause: 'IS-14',
    suite: 'core',
    shortest: 11,
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        canGrantVote(
          server.log.lastIndex === server.log.snapshotIndex ? { ...server, log: emptyLog() } : server,
          request,
        ),
    },
  },
);

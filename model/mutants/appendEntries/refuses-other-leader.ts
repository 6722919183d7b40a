/** A server rejects the entries of a leader that it did not vote for. */

import { lacksPrevEntry } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Whoever voted for a loser of the election has to wait for another term, although the leader is the right one. */
export const refusesOtherLeader = mutant(
  {
    id: 'refuses-other-leader',
    title: 'A server rejects the entries of a leader that it did not vote for',
    clause: 'AE-2',
    suite: 'held-out',
    source: 'https://github.com/sile/noraft/pull/24',
  },
  {
    guards: {
      lacksPrevEntry: (server: Server, request: AppendEntries) =>
        lacksPrevEntry(server, request) || (server.votedFor !== null && server.votedFor !== request.leaderId),
    },
  },
);

/** Entries are told apart by their index alone. */

import type { AppendEntries, RequestVote, Server } from '../../../../src/core/types.ts';
import { skipsConflicts } from '../../../mutants/appendEntries/skips-conflicts.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { hasFreeVote, replicatedIndex } from '../../../mutants/outcomes.ts';

/** Nothing asks for the term of an entry: neither a follower, nor a voter, nor a leader that counts. */
export const entriesWithoutTerm = mutant(
  {
    id: 'entries-without-term',
    title: 'Entries are told apart by their index alone',
    clause: 'ST-3',
    suite: 'own',
  },
  {
    guards: {
      canGrantVote: (server: Server, request: RequestVote) =>
        hasFreeVote(server, request) && request.lastLogIndex >= server.log.lastIndex,
      lacksPrevEntry: ({ log }: Server, { prevLogIndex }: AppendEntries) => prevLogIndex > log.lastIndex,
      canCommit: (server: Server) => replicatedIndex(server) > server.commitIndex,
    },
    // of two entries at one index none conflicts with the other
    actions: skipsConflicts.changes.actions ?? {},
  },
);

/** Entries are told apart by their index alone. */

import { entryAt } from '../../../../src/core/log.ts';
import { acceptEntries } from '../../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, RequestVote, Server } from '../../../../src/core/types.ts';
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
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) =>
        acceptEntries(server, {
          ...request,
          entries: request.entries.map(
            (entry, place) => entryAt(server.log, request.prevLogIndex + 1 + place) ?? entry,
          ),
        }),
    },
  },
);

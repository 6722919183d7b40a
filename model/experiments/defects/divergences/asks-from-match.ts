/** A leader that may send no more asks for what it knows already. */
import { appendEntries } from '../../../../src/core/rules/appendEntries.ts';
import { heartbeat } from '../../../../src/core/rules/leaders.ts';
import { matchIndexOf, nextIndexOf } from '../../../../src/core/rules/progress.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withMessages } from '../../../mutants/outcomes.ts';

/** What was lost on its way is never missed, and makes no room for more. */
export const asksFromMatch = mutant(
  {
    id: 'asks-from-match',
    title: 'A leader whose limit is reached sends heartbeats behind matchIndex',
    clause: 'D-15',
    suite: 'own',
  },
  {
    actions: {
      heartbeat: (server: Server, event: Timeout) =>
        withMessages(heartbeat(server, event), (message) =>
          message.type === 'AppendEntries' && isFull(server, message.to)
            ? appendEntries(server, message.to, matchIndexOf(server, message.to) + 1, 0)
            : message,
        ),
    },
  },
);

const isFull = (server: Server, peer: string): boolean =>
  server.pipelining[peer] === true &&
  nextIndexOf(server, peer) - 1 - matchIndexOf(server, peer) >= server.options.maxInFlightEntries;

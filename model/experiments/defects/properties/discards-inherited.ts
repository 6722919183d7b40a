/** A new leader puts its first command right behind what it knows to be committed. */

import { lastIndex, lastTerm, truncateFrom } from '../../../../src/core/log.ts';
import { appendCommand } from '../../../../src/core/rules/leaders.ts';
import type { ClientCommand, Persist, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** What it has inherited may be committed all the same. */
export const discardsInherited = mutant(
  {
    id: 'discards-inherited',
    title: 'A new leader puts its first command right behind what it knows to be committed',
    clause: 'SP-2',
    suite: 'own',
  },
  {
    actions: {
      appendCommand: (server: Server, event: ClientCommand) => {
        const { log, commitIndex, currentTerm } = server;
        const isFirst = lastTerm(log) < currentTerm && lastIndex(log) > commitIndex;
        if (!isFirst) return appendCommand(server, event);
        const first = commitIndex + 1;
        const shorter: Server = {
          ...server,
          log: truncateFrom(log, first),
          nextIndex: Object.fromEntries(
            Object.entries(server.nextIndex).map(([peer, index]) => [peer, Math.min(index, first)]),
          ),
        };
        const appended = appendCommand(shorter, event);
        const cut: Persist = { type: 'persist', truncateFrom: first };
        return { ...appended, effects: [cut, ...appended.effects] };
      },
    },
  },
);

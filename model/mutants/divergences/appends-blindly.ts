/** After a compaction, entries from the beginning of the log on are appended at its end. */

import { append } from '../../../src/core/log.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Persist, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { without, withServer } from '../outcomes.ts';

/** A repeated message puts its entries into the log twice. */
export const appendsBlindly = mutant(
  {
    id: 'B10',
    title: 'After a compaction, entries from the beginning of the log on are appended at its end',
    clause: 'D-13',
    suite: 'own',
    shortest: 16,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const { entries, prevLogIndex } = request;
        const accepted = acceptEntries(server, request);
        if (prevLogIndex > 0 || server.log.snapshotIndex === 0 || entries.length === 0) return accepted;
        const write: Persist = { type: 'persist', append: { firstIndex: server.log.lastIndex + 1, entries } };
        const rest = without(accepted, ({ type }) => type === 'persist');
        return { ...withServer(rest, { log: append(server.log, entries) }), effects: [write, ...rest.effects] };
      },
    },
  },
);

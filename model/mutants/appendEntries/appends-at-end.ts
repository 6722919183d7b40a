/** New entries go to the end of the log, wherever they belong. */

import { append } from '../../../src/core/log.ts';
import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Persist, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { without, withServer } from '../outcomes.ts';

/** A repeated message puts its entries into the log twice. */
export const appendsAtEnd = mutant(
  {
    id: 'A32',
    title: 'New entries go to the end of the log, wherever they belong',
    clause: 'AE-4',
    suite: 'smoke',
    shortest: 9,
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const { entries } = request;
        const accepted = acceptEntries(server, request);
        const write: Persist = { type: 'persist', append: { firstIndex: server.log.lastIndex + 1, entries } };
        return {
          ...withServer(accepted, { log: append(server.log, entries) }),
          effects: [
            ...(entries.length > 0 ? [write] : []),
            ...without(accepted, ({ type }) => type === 'persist').effects,
          ],
        };
      },
    },
  },
);

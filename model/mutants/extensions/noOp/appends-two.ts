/** A new leader appends its no-op twice. */
import { noOp } from '../../../../src/core/extensions/noOp.ts';
import { append, lastIndex } from '../../../../src/core/log.ts';
import type { Entry, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Once when it has counted the votes, and once when it takes up its role. */
export const appendsTwo = wovenMutant(
  {
    id: 'appends-two',
    title: 'A new leader appends its no-op twice',
    clause: 'NO-1',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      appendNoOp: (server: Server) => {
        const own: Entry = { term: server.currentTerm, noOp: true };
        return {
          server: { ...server, log: append(server.log, [own, own]) },
          effects: [{ type: 'persist', append: { firstIndex: lastIndex(server.log) + 1, entries: [own, own] } }],
          fired: ['NO-1', 'NO-2'],
        };
      },
    },
  },
);

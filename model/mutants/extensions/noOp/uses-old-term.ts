/** A new leader gives its no-op the term of the entry before it. */
import { noOp } from '../../../../src/core/extensions/noOp.ts';
import { append, lastIndex, lastTerm } from '../../../../src/core/log.ts';
import type { Entry, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It is no entry of the leader's own, so that nothing is committed by it. */
export const usesOldTerm = wovenMutant(
  {
    id: 'uses-old-term',
    title: 'A new leader gives its no-op the term of the entry before it',
    clause: 'NO-1',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      appendNoOp: (server: Server) => {
        const entries: readonly Entry[] = [{ term: lastTerm(server.log), noOp: true }];
        return {
          server: { ...server, log: append(server.log, entries) },
          effects: [{ type: 'persist', append: { firstIndex: lastIndex(server.log) + 1, entries } }],
          fired: ['NO-1', 'NO-2'],
        };
      },
    },
  },
);

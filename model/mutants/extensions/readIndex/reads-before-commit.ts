/** A leader begins a round before it has committed an entry of its term. */
import { readIndex, readsOf } from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It leads, and does not know yet what the leader before it has committed. */
export const readsBeforeCommit = wovenMutant(
  {
    id: 'reads-before-commit',
    title: 'A leader begins a round before it has committed an entry of its term',
    clause: 'RI-3',
    suite: 'own',
    source: 'https://github.com/etcd-io/etcd/issues/7331',
  },
  readIndex,
  {
    guards: {
      canBeginRound: (server: Server) => {
        const { reads } = readsOf(server);
        return reads.length > 0 && reads.every(({ round }) => round === 0);
      },
    },
  },
);

/** Each compaction sets the transfers back to their beginning. */

import { compact } from '../../../src/core/rules/compaction.ts';
import type { Compact, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A follower that is sent a snapshot starves while the leader compacts more often than a transfer takes, without any fault. */
export const restartsTransfers = mutant(
  {
    id: 'restarts-transfers',
    title: 'Each compaction sets the transfers back to their beginning',
    clause: 'IS-10',
    suite: 'own',
  },
  {
    actions: {
      compact: (server: Server, event: Compact) => {
        const outcome = compact(server, event);
        const { outgoingSnapshot, snapshotOffset } = outcome.server;
        return {
          ...outcome,
          server: {
            ...outcome.server,
            outgoingSnapshot: mapValues(outgoingSnapshot, null),
            snapshotOffset: mapValues(snapshotOffset, 0),
          },
        };
      },
    },
  },
);

const mapValues = <T>(record: Readonly<Record<string, T>>, value: T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.keys(record).map((name) => [name, value]));

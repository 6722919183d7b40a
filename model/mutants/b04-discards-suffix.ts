import { emptyLog } from '../../src/core/log.ts';
import { installSnapshot } from '../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../src/core/types.ts';
import { mutant } from './mutant.ts';

/** A late snapshot erases entries behind it that the follower has acknowledged. */
export const discardsSuffix = mutant(
  { id: 'B04', title: 'Installing a snapshot always discards the whole log', clause: 'IS-6' },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) =>
        installSnapshot({ ...server, log: emptyLog(server.log.snapshotIndex, server.log.snapshotTerm) }, request),
    },
    afterwards: (step, event) => ({
      ...step,
      effects: step.effects.map((effect) =>
        event.type === 'InstallSnapshot' && effect.type === 'persist' && effect.snapshot
          ? { ...effect, truncateFrom: effect.snapshot.lastIncludedIndex + 1 }
          : effect,
      ),
    }),
  },
);

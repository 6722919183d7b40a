/** A snapshot has no checksum: chunks of different snapshots are put together, and restored. */
import { completesSnapshot, isCorrupt } from '../../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../../src/core/types.ts';
import { mixesSnapshots } from '../../../mutants/divergences/mixes-snapshots.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** What is restored is a state that nobody was ever in. */
export const gluesSnapshots = mutant(
  {
    id: 'glues-snapshots',
    title: 'Chunks of different snapshots are put together and restored without a look at the checksum',
    clause: 'D-12',
    suite: 'own',
  },
  {
    ...mixesSnapshots.changes,
    guards: {
      completesSnapshot: (server: Server, request: InstallSnapshot) =>
        completesSnapshot(server, request) || isCorrupt(server, request),
    },
  },
);

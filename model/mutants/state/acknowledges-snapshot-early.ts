/** A snapshot is acknowledged before it is on the disk, where the old log still is. */

import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { writesLast } from '../outcomes.ts';

/** A crash in between takes back what was acknowledged. */
export const acknowledgesSnapshotEarly = mutant(
  {
    id: 'Z15',
    title: 'A snapshot is acknowledged before it is on the disk, where the old log still is',
    clause: 'ST-8',
    suite: 'control',
    equivalent:
      'What the snapshot covers was committed by a majority without this acknowledgement, and no more can be committed by it. The follower may lag until the next leader, since its rejections seem to be old (LP-2).',
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) => writesLast(installSnapshot(server, request)),
    },
  },
);

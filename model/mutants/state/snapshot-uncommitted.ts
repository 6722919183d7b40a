/** A snapshot that was installed leaves commitIndex where it was. */

import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The server has applied what it does not take for committed. */
export const snapshotUncommitted = mutant(
  {
    id: 'snapshot-uncommitted',
    title: 'A snapshot that was installed leaves commitIndex where it was',
    clause: 'ST-4',
    suite: 'held-out',
    source: 'https://github.com/wenweihu86/raft-java/pull/60',
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) =>
        withServer(installSnapshot(server, request), { commitIndex: server.commitIndex }),
    },
  },
);

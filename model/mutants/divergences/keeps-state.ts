/** A snapshot that ends inside the log does not reset the state machine. */

import { termAt } from '../../../src/core/log.ts';
import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { without } from '../outcomes.ts';

/** lastApplied moves past entries that the state machine has never seen. */
export const keepsState = mutant(
  {
    id: 'keeps-state',
    title: 'A snapshot that ends inside the log does not reset the state machine',
    clause: 'D-8',
    suite: 'own',
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) => {
        const installed = installSnapshot(server, request);
        const keepsSuffix = termAt(server.log, request.lastIncludedIndex) === request.lastIncludedTerm;
        return keepsSuffix ? without(installed, ({ type }) => type === 'restoreSnapshot') : installed;
      },
    },
  },
);

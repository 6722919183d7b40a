/** A snapshot moves lastApplied and does not reach the state machine. */

import { installSnapshot } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { without } from '../outcomes.ts';

/** The state machine goes on from a state that it does not have. */
export const transfersNoState = mutant(
  {
    id: 'B20',
    title: 'A snapshot moves lastApplied and does not reach the state machine',
    clause: 'IS-8',
    suite: 'own',
  },
  {
    actions: {
      installSnapshot: (server: Server, request: InstallSnapshot) =>
        without(installSnapshot(server, request), ({ type }) => type === 'restoreSnapshot'),
    },
  },
);

/** A restarted server waits for ever before it starts an election. */

import { start } from '../../../src/core/rules/allServers.ts';
import type { Server, Start } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutTimer } from '../outcomes.ts';

/** When a majority was restarted, nobody ever leads. */
export const waitsForEver = mutant(
  { id: 'D13', title: 'A restarted server waits for ever before it starts an election', clause: 'ST-9', suite: 'own' },
  { actions: { start: (server: Server, event: Start) => withoutTimer(start(server, event)) } },
);

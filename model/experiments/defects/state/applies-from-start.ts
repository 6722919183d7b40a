/** A server that applies entries begins with the first one. */

import { applyAndReply, applyCommitted } from '../../../../src/core/rules/allServers.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';

/** It does not know where it has stopped. */
const fromStart = (server: Server): Server => ({ ...server, lastApplied: server.log.snapshotIndex });

export const appliesFromStart = mutant(
  {
    id: 'applies-from-start',
    title: 'A server that applies entries begins with the first one',
    clause: 'ST-5',
    suite: 'own',
  },
  {
    actions: {
      applyCommitted: (server: Server, event: Event) => applyCommitted(fromStart(server), event),
      applyAndReply: (server: Server, event: Event) => applyAndReply(fromStart(server), event),
    },
  },
);

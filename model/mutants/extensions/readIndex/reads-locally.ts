/** A follower answers a read from its own state machine. */
import { type ClientRead, readIndex } from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It may be as old as the follower is slow. */
export const readsLocally = wovenMutant(
  {
    id: 'reads-locally',
    title: 'A follower answers a read from its own state machine',
    clause: 'RI-9',
    suite: 'own',
  },
  readIndex,
  {
    actions: {
      forwardRead: (server: Server, { id }: ClientRead) => ({
        server,
        effects: [{ type: 'answerRead', id, index: server.lastApplied }],
        fired: ['RI-9'],
      }),
    },
  },
);

/** A chunk that is not the last one is not answered. */

import { storeChunk } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withoutMessages } from '../outcomes.ts';

/** The leader waits for the answer and never sends the next chunk. */
export const noAnswerUntilDone = mutant(
  {
    id: 'no-answer-until-done',
    title: 'A chunk that is not the last one is not answered',
    clause: 'IS-4',
    suite: 'own',
  },
  {
    actions: { storeChunk: (server: Server, request: InstallSnapshot) => withoutMessages(storeChunk(server, request)) },
  },
);

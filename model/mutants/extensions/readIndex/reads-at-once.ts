/** A leader answers a read at once. */
import { type ClientRead, readIndex } from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It believes that it leads, and asks nobody: another leader may have committed more. */
export const readsAtOnce = wovenMutant(
  {
    id: 'reads-at-once',
    title: 'A leader answers a read at once',
    clause: 'RI-2',
    suite: 'own',
    source: 'https://github.com/sofastack/sofa-jraft/issues/25',
  },
  readIndex,
  {
    actions: {
      takeRead: (server: Server, { id }: ClientRead) => ({
        server,
        effects: [{ type: 'answerRead', id, index: server.commitIndex }],
        fired: ['RI-2'],
      }),
    },
  },
);

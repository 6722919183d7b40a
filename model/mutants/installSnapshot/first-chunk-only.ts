/** The acknowledgement of a chunk does not bring the next one. */

import { mutant } from '../mutant.ts';

/** A snapshot of more than one chunk never arrives. */
export const firstChunkOnly = mutant(
  {
    id: 'first-chunk-only',
    title: 'The acknowledgement of a chunk does not bring the next one',
    clause: 'IS-10',
    suite: 'own',
  },
  { guards: { wantsChunk: () => false } },
);

/** A follower checks prevLogIndex and not prevLogTerm. */

import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** Entries are appended after a predecessor that is not the leader's. */
export const ignoresPrevTerm = mutant(
  {
    id: 'A26',
    title: 'A follower checks prevLogIndex and not prevLogTerm',
    clause: 'AE-2',
    suite: 'smoke',
    shortest: 16,
  },
  { guards: { lacksPrevEntry: ({ log }: Server, { prevLogIndex }: AppendEntries) => prevLogIndex > log.lastIndex } },
);

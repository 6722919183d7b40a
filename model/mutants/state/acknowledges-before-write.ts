/** A follower acknowledges entries before they are on its disk. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { writesLast } from '../outcomes.ts';

/** It crashes and loses what the leader has committed. */
export const acknowledgesBeforeWrite = mutant(
  {
    id: 'C03',
    title: 'A follower acknowledges entries before they are on its disk',
    clause: 'ST-8',
    suite: 'core',
    shortest: 11,
  },
  {
    actions: { acceptEntries: (server: Server, request: AppendEntries) => writesLast(acceptEntries(server, request)) },
  },
);

/** A log that is cut back across 1,024 entries keeps a level too many of its tree. */

import { acceptEntries } from '../../../src/core/rules/appendEntries.ts';
import type { AppendEntries, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** So many full leaves hang below one node. */
const NODE_WIDTH = 32;

const fullLeaves = ({ log }: Server): number => Math.floor(log.lastIndex / NODE_WIDTH);

/** What the follower holds is then read from the wrong places. */
export const keepsTreeTooHigh = mutant(
  {
    id: 'keeps-tree-too-high',
    title: 'A log that is cut back across 1,024 entries keeps a level too many of its tree',
    clause: 'AE-3',
    suite: 'own',
  },
  {
    actions: {
      acceptEntries: (server: Server, request: AppendEntries) => {
        const accepted = acceptEntries(server, request);
        const { log } = accepted.server;
        const losesLevel = fullLeaves(server) > NODE_WIDTH && fullLeaves(accepted.server) <= NODE_WIDTH;
        return losesLevel && log.root !== null ? withServer(accepted, { log: { ...log, root: [log.root] } }) : accepted;
      },
    },
  },
);

/** A leader counts what it has sent. */

import { withoutEffects } from '../../../../src/core/outcome.ts';
import { canCommit } from '../../../../src/core/rules/leaders.ts';
import { nextIndexOf } from '../../../../src/core/rules/progress.ts';
import type { Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { replicatedIndex } from '../../../mutants/outcomes.ts';

/** What nextIndex hopes for is taken for what is known. */
const withHopes = (server: Server): Server => ({
  ...server,
  matchIndex: Object.fromEntries(server.peers.map((peer) => [peer, nextIndexOf(server, peer) - 1])),
});

export const countsSent = mutant(
  { id: 'counts-sent', title: 'A leader counts what it has sent', clause: 'ST-7', suite: 'own' },
  {
    guards: { canCommit: (server: Server, event: never) => canCommit(withHopes(server), event) },
    actions: {
      advanceCommitIndex: (server: Server) =>
        withoutEffects({ ...server, commitIndex: replicatedIndex(withHopes(server)) }, 'RS-L-4'),
    },
  },
);

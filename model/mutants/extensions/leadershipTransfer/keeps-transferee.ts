/** A leader that steps down keeps its transferee. */
import { leadershipTransfer } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** When it leads again it rejects commands, and hands over though nobody has asked it to. */
export const keepsTransferee = wovenMutant(
  {
    id: 'keeps-transferee',
    title: 'A leader that steps down keeps its transferee',
    clause: 'LT-7',
    suite: 'own',
    source: 'https://github.com/hashicorp/raft/issues/696',
  },
  leadershipTransfer,
  { actions: { endTransfer: (server: Server) => withoutEffects(server) } },
);

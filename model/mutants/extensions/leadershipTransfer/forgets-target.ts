/** A leader forgets with its next heartbeat to whom it is handing over. */
import { leadershipTransfer, withTransferee } from '../../../../src/core/extensions/leadershipTransfer.ts';
import { cites } from '../../../../src/core/machine.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A target that was behind is never asked: the leader takes commands again as if nobody had asked it. */
export const forgetsTarget = wovenMutant(
  {
    id: 'forgets-target',
    title: 'A leader forgets with its next heartbeat to whom it is handing over',
    clause: 'LT-1',
    suite: 'own',
  },
  leadershipTransfer,
  {
    actions: { forgetTarget: (server: Server) => withoutEffects(withTransferee(server, null)) },
    before: {
      leader: {
        ...leadershipTransfer.before.leader,
        'timeout.heartbeat': {
          guard: 'isHandingOver',
          actions: ['heartbeat', 'forgetTarget'],
          ...cites('Idle: remind the followers', 'RS-L-1', 'AE-6', 'IS-9'),
        },
      },
    },
  },
);

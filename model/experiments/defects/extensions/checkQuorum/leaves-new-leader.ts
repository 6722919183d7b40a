/** The quorum timer of a deposed leader expires, and is obeyed. */
import { checkQuorum, checkQuorumRules } from '../../../../../src/core/extensions/checkQuorum.ts';
import type { Message, Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';
import { without } from '../../../../mutants/outcomes.ts';

/** It steps down once more, from nothing, and leaves the leader that it follows. */
export const leavesNewLeader = wovenMutant(
  {
    id: 'leaves-new-leader',
    title: 'The quorum timer of a deposed leader runs on, and the server obeys it',
    clause: 'CQ-7',
    suite: 'own',
  },
  checkQuorum,
  {
    actions: {
      stopQuorum: (server: Server, event: Message) => without(checkQuorumRules.stopQuorum(server, event), () => true),
    },
    before: {
      follower: {
        ...checkQuorum.before.follower,
        'timeout.quorum': {
          actions: 'loseQuorum',
          description: 'No majority has answered: step down',
          meta: { clauses: ['CQ-6'] },
        },
      },
    },
  },
);

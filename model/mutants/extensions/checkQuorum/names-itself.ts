/** A leader that steps down names itself as the leader on. */

import { checkQuorum, checkQuorumRules } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Server, Timeout } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';
import { withServer } from '../../outcomes.ts';

/** It sends its clients to itself and, beside pre-vote, rejects those who wait for its pre-vote, as pre-candidates did in etcd/raft (pull request 8334) and raft-rs (pull request 84). */
export const namesItself = wovenMutant(
  {
    id: 'names-itself',
    title: 'A leader that steps down names itself as the leader on',
    clause: 'CQ-6',
    suite: 'own',
    source: 'https://github.com/etcd-io/etcd/pull/8334',
  },
  checkQuorum,
  {
    actions: {
      loseQuorum: (server: Server, event: Timeout) =>
        withServer(checkQuorumRules.loseQuorum(server, event), { leaderId: server.id }),
    },
  },
);

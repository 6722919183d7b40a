/** A leader ignores answers of newer terms too. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Transition } from '../../../../src/core/extensions/weave.ts';
import { wovenMutant } from '../../mutant.ts';

const ignore: Transition = {
  guard: 'hasNewerTerm',
  actions: 'ignoreCandidate',
  description: 'An answer of a newer term is ignored',
  meta: { clauses: ['CQ-10'] },
};

const counted = [checkQuorum.before.leader?.AppendEntriesReply ?? []].flat();

/** A server with a newer term is locked out for ever, as in etcd/raft, where it got no reply at all (pull request 5468). */
export const ignoresAnswers = wovenMutant(
  {
    id: 'ignores-answers',
    title: 'A leader ignores answers of newer terms too',
    clause: 'CQ-11',
    suite: 'own',
    source: 'https://github.com/etcd-io/etcd/pull/5451',
  },
  checkQuorum,
  {
    before: {
      ...checkQuorum.before,
      leader: { ...checkQuorum.before.leader, AppendEntriesReply: [ignore, ...counted] },
    },
  },
);

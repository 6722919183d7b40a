/** A follower that hears a leader ignores the leader of a newer term. */

import { checkQuorum } from '../../../../src/core/extensions/checkQuorum.ts';
import type { Transition } from '../../../../src/core/extensions/weave.ts';
import { wovenMutant } from '../../mutant.ts';

const ignore: Transition = {
  guard: 'isHeldBack',
  actions: 'ignoreCandidate',
  description: 'The leader of a newer term is ignored',
  meta: { clauses: ['CQ-10'] },
};

/** A majority has elected that leader, and this server hears one that is deposed. */
export const ignoresNewLeaders = wovenMutant(
  {
    id: 'ignores-new-leaders',
    title: 'A follower that hears a leader ignores the leader of a newer term',
    clause: 'CQ-11',
    suite: 'own',
  },
  checkQuorum,
  { before: { ...checkQuorum.before, follower: { ...checkQuorum.before.follower, AppendEntries: ignore } } },
);

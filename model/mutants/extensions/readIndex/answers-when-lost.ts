/** A server keeps its reads when it loses its leader. */
import { readIndex } from '../../../../src/core/extensions/readIndex.ts';
import { wovenMutant } from '../../mutant.ts';

/** A deposed leader answers them as a follower would, from what it had applied. */
export const answersWhenLost = wovenMutant(
  {
    id: 'answers-when-lost',
    title: 'A server keeps its reads when it loses its leader',
    clause: 'RI-13',
    suite: 'own',
  },
  readIndex,
  {
    guards: { hasLostLeader: () => false },
  },
);

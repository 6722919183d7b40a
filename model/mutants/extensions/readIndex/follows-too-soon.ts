/** A follower answers its client when it is told the index. */
import { readIndex, readsOf, withReads } from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It may not have applied up to there. */
export const followsTooSoon = wovenMutant(
  {
    id: 'follows-too-soon',
    title: 'A follower answers its client when it is told the index',
    clause: 'RI-11',
    suite: 'own',
  },
  readIndex,
  {
    guards: {
      hasAppliedRead: (server: Server) => readsOf(server).reads.some(({ index }) => index !== null),
    },
    actions: {
      answerForwardedReads: (server: Server) => {
        const state = readsOf(server);
        return {
          server: withReads(server, { ...state, reads: state.reads.filter(({ index }) => index === null) }),
          effects: state.reads.flatMap(({ id, index }) =>
            index === null ? [] : [{ type: 'answerRead' as const, id, index }],
          ),
          fired: ['RI-11'],
        };
      },
    },
  },
);

/** A leader answers a read as soon as it has sent its check. */
import { readIndex, readsOf, withReads } from '../../../../src/core/extensions/readIndex.ts';
import { send } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Nobody has told it that it still leads. */
export const answersToNobody = wovenMutant(
  {
    id: 'answers-to-nobody',
    title: 'A leader answers a read as soon as it has sent its check',
    clause: 'RI-7',
    suite: 'own',
    source: 'https://github.com/deventlab/d-engine/issues/381',
  },
  readIndex,
  {
    guards: {
      hasConfirmedRead: (server: Server) => readsOf(server).reads.some(({ round }) => round > 0),
    },
    actions: {
      answerReads: (server: Server) => {
        const state = readsOf(server);
        const { id: own, currentTerm: term, commitIndex: index } = server;
        return {
          server: withReads(server, { ...state, reads: state.reads.filter(({ round }) => round === 0), answered: {} }),
          effects: state.reads
            .filter(({ round }) => round > 0)
            .map(({ id, from }) =>
              from === own
                ? { type: 'answerRead', id, index }
                : send({ type: 'ReadIndexReply', from: own, to: from, term, id, index }),
            ),
          fired: ['RI-7'],
        };
      },
    },
  },
);

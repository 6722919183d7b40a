/** A leader gives a follower its commitIndex at once. */
import { type ReadIndexRequest, readIndex } from '../../../../src/core/extensions/readIndex.ts';
import { send } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It asks nobody whether its term is over. */
export const trustsItself = wovenMutant(
  {
    id: 'trusts-itself',
    title: 'A leader gives a follower its commitIndex at once',
    clause: 'RI-10',
    suite: 'own',
  },
  readIndex,
  {
    actions: {
      takeForwardedRead: (server: Server, { id, from: to }: ReadIndexRequest) => {
        const { id: from, currentTerm: term, commitIndex: index } = server;
        return {
          server,
          effects: [send({ type: 'ReadIndexReply', from, to, term, id, index })],
          fired: ['RI-10'],
        };
      },
    },
  },
);

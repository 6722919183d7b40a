/** An answer to any round counts for the one that is under way. */
import {
  type ReadIndexCheckReply,
  readIndex,
  readIndexRules,
  readsOf,
} from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A late answer, to a check from before the read was asked, stands for one to a check sent after it. */
export const countsOldRound = wovenMutant(
  {
    id: 'counts-old-round',
    title: 'An answer to any round counts for the one that is under way',
    clause: 'RI-6',
    suite: 'own',
    source: 'https://github.com/etcd-io/etcd/issues/20418',
  },
  readIndex,
  {
    actions: {
      countAnswer: (server: Server, reply: ReadIndexCheckReply) =>
        readIndexRules.countAnswer(server, { ...reply, round: readsOf(server).round }),
    },
    guards: {
      bringsAnswer: (server: Server, { term }: ReadIndexCheckReply) =>
        term === server.currentTerm && readsOf(server).reads.some(({ round }) => round > 0),
    },
  },
);

/** A leader answers a confirmed read before it has applied what is committed. */
import { readIndex, readIndexGuards, readIndexRules } from '../../../../src/core/extensions/readIndex.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The state machine does not show yet what the read has to show. */
export const answersUnapplied = wovenMutant(
  {
    id: 'answers-unapplied',
    title: 'A leader answers a confirmed read before it has applied what is committed',
    clause: 'RI-7',
    suite: 'own',
  },
  readIndex,
  {
    guards: {
      hasConfirmedRead: (server: Server, event: Event) =>
        readIndexGuards.hasConfirmedRead({ ...server, lastApplied: server.commitIndex }, event),
    },
    actions: {
      answerReads: (server: Server, event: Event) => {
        const { lastApplied, commitIndex } = server;
        const answered = readIndexRules.answerReads({ ...server, lastApplied: commitIndex }, event);
        return { ...answered, server: { ...answered.server, lastApplied } };
      },
    },
  },
);

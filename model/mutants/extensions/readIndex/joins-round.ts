/** A read joins the round that is under way. */
import {
  type ClientRead,
  readIndex,
  readIndexRules,
  readsOf,
  type WaitingRead,
  withReads,
} from '../../../../src/core/extensions/readIndex.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Answers to it may have been given before the read was asked. */
export const joinsRound = wovenMutant(
  {
    id: 'joins-round',
    title: 'A read joins the round that is under way',
    clause: 'RI-4',
    suite: 'own',
  },
  readIndex,
  {
    actions: {
      takeRead: (server: Server, event: ClientRead) => {
        const taken = readIndexRules.takeRead(server, event);
        const state = readsOf(taken.server);
        const { round, reads } = state;
        if (!reads.some((read) => read.round > 0)) return taken;
        const withRound = (read: WaitingRead): WaitingRead =>
          read.round === 0 ? { ...read, round, index: server.commitIndex } : read;
        return { ...taken, server: withReads(taken.server, { ...state, reads: reads.map(withRound) }) };
      },
    },
  },
);

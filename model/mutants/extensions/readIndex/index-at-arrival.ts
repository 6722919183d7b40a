/** The index of a read is what is known to be committed when it comes. */
import {
  type ReadIndexRequest,
  readIndex,
  readIndexRules,
  readsOf,
  type WaitingRead,
  withReads,
} from '../../../../src/core/extensions/readIndex.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A new leader may know less than has been committed, and learns of it only while the read waits. */
export const indexAtArrival = wovenMutant(
  {
    id: 'index-at-arrival',
    title: 'The index of a read is what is known to be committed when it comes',
    clause: 'RI-4',
    suite: 'own',
  },
  readIndex,
  {
    actions: {
      takeForwardedRead: (server: Server, event: ReadIndexRequest) => {
        const taken = readIndexRules.takeForwardedRead(server, event);
        const state = readsOf(taken.server);
        const withIndex = (read: WaitingRead): WaitingRead => ({ ...read, index: read.index ?? server.commitIndex });
        return { ...taken, server: withReads(taken.server, { ...state, reads: state.reads.map(withIndex) }) };
      },
      beginRound: (server: Server, event: Event) => {
        const before = readsOf(server).reads;
        const begun = readIndexRules.beginRound(server, event);
        const state = readsOf(begun.server);
        const kept = state.reads.map((read, place) => ({ ...read, index: before[place]?.index ?? read.index }));
        return { ...begun, server: withReads(begun.server, { ...state, reads: kept }) };
      },
    },
  },
);

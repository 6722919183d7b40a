/**
 * The course's Persister: what is on a server's disk, as two pieces of bytes. In the labs a server that is restarted comes
 * back from these bytes and from nothing else.
 */
import { append, emptyLog, entriesBetween } from '../../../src/core/log.ts';
import type { Durable, Entry, Snapshot } from '../../../src/core/types.ts';

/** What a server has saved. */
export interface Saved {
  /** All that is durable except the state machine's own bytes. */
  readonly raftState: string;
  /** The state machine's own bytes; null: there is no snapshot. */
  readonly snapshot: string | null;
}

interface RaftState extends Pick<Durable, 'currentTerm' | 'votedFor'> {
  readonly snapshot: Omit<Snapshot, 'data'> | null;
  readonly log: readonly Entry[];
}

/** Writes down what is durable. */
export const persist = ({ currentTerm, votedFor, log, snapshot }: Durable): Saved => {
  const { data = null, ...boundary } = snapshot ?? {};
  const state = {
    currentTerm,
    votedFor,
    snapshot: snapshot && boundary,
    log: entriesBetween(log, log.snapshotIndex + 1, log.lastIndex),
  };
  return { raftState: JSON.stringify(state), snapshot: data };
};

/** Reads back what `persist` has written, for a server whose name, peers and options are known. */
export const readPersist = (
  { id, peers, options }: Pick<Durable, 'id' | 'peers' | 'options'>,
  { raftState, snapshot: data }: Saved,
): Durable => {
  const { currentTerm, votedFor, snapshot, log } = JSON.parse(raftState) as RaftState;
  return {
    id,
    peers,
    options,
    currentTerm,
    votedFor,
    log: append(emptyLog(snapshot?.lastIncludedIndex, snapshot?.lastIncludedTerm), log),
    snapshot: snapshot === null || data === null ? null : { ...snapshot, data },
  };
};

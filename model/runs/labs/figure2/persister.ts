/** What is durable, as the two pieces of bytes of the course's Persister, from which alone a server comes back. */
import { append, emptyLog, entriesBetween } from '../../../../src/core/log.ts';
import type { Durable, Entry, Snapshot } from '../../../../src/core/types.ts';
import type { Saved } from '../subject.ts';

interface RaftState extends Pick<Durable, 'currentTerm' | 'votedFor'> {
  readonly snapshot: Omit<Snapshot, 'data'> | null;
  readonly log: readonly Entry[];
}

/** The bytes of what is durable. They are written when they are first read, since what they are written from never changes. */
export class SavedDurable implements Saved {
  readonly #durable: Durable;
  #raftState: string | undefined;

  constructor(durable: Durable) {
    this.#durable = durable;
  }

  get raftState(): string {
    this.#raftState ??= raftStateOf(this.#durable);
    return this.#raftState;
  }

  get snapshot(): string | null {
    return this.#durable.snapshot?.data ?? null;
  }
}

const raftStateOf = ({ currentTerm, votedFor, log, snapshot }: Durable): string => {
  const { data: _, ...boundary } = snapshot ?? { data: null };
  return JSON.stringify({
    currentTerm,
    votedFor,
    snapshot: snapshot && boundary,
    log: entriesBetween(log, log.snapshotIndex + 1, log.lastIndex),
  });
};

/** Reads back what was saved, for a server whose name, peers and options are known. */
export const readSaved = (
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

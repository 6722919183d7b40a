/** Short ways to write down servers, logs and messages. The server under test is S1 of S1, S2 and S3 unless it says otherwise. */
import { expect } from 'vitest';
import { crc32c } from '../../src/core/checksum.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { commandOf } from '../../src/core/entries.ts';
import { append, compactTo, emptyLog, entriesBetween, type Log } from '../../src/core/log.ts';
import { createServer } from '../../src/core/server.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  Effect,
  Entry,
  Index,
  InstallSnapshot,
  InstallSnapshotReply,
  Message,
  Options,
  RequestVote,
  RequestVoteReply,
  Server,
  ServerId,
  Snapshot,
  Step,
  Term,
} from '../../src/core/types.ts';

/** Small enough for a test to reach each bound. */
export const smallOptions: Options = { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 4 };

/** Entries of these terms. A command says where it belongs: `3@2` is the one at index 3 of term 2. */
export const entriesOf = (terms: readonly Term[], firstIndex: Index = 1): readonly Entry[] =>
  terms.map((term, position) => ({ term, command: `${firstIndex + position}@${term}` }));

export const logOf = (...terms: readonly Term[]): Log => append(emptyLog(), entriesOf(terms));

export const termsOf = (log: Log): readonly Term[] =>
  entriesBetween(log, log.snapshotIndex + 1, log.lastIndex).map(({ term }) => term);

export const commandsOf = (log: Log): readonly string[] =>
  entriesBetween(log, log.snapshotIndex + 1, log.lastIndex).map((entry) => commandOf(entry) ?? '');

export const snapshotOf = (lastIncludedIndex: Index, lastIncludedTerm: Term, data: string): Snapshot => ({
  lastIncludedIndex,
  lastIncludedTerm,
  data,
  checksum: crc32c(data),
});

/** A log with its beginning replaced by a snapshot, and both as parts of a server that has applied just that. */
export const compacted = (log: Log, index: Index, term: Term, data = 'abcdefghij') => ({
  log: compactTo(log, index, term),
  snapshot: snapshotOf(index, term, data),
  commitIndex: index,
  lastApplied: index,
});

export const follower = (changes: Partial<Server> = {}): Server => ({
  ...createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'], options: smallOptions }),
  currentTerm: 1,
  ...changes,
});

export const candidate = (changes: Partial<Server> = {}): Server =>
  follower({ role: 'candidate', votedFor: 'S1', votesGranted: ['S1'], ...changes });

/** What a leader knows of one follower; a new leader knows nothing and begins at its own end. */
export interface Progress {
  readonly nextIndex?: Index;
  readonly matchIndex?: Index;
  readonly pipelining?: boolean;
  readonly snapshotOffset?: number;
  readonly outgoingSnapshot?: Snapshot;
}

export const leader = (
  changes: Partial<Server> & { readonly followers?: Readonly<Record<ServerId, Progress>> } = {},
): Server => {
  const { followers = {}, ...rest } = changes;
  const server = follower({ role: 'leader', votedFor: 'S1', leaderId: 'S1', ...rest });
  const each = <T>(part: (progress: Progress) => T) =>
    Object.fromEntries(server.peers.map((peer) => [peer, part(followers[peer] ?? {})]));
  return {
    ...server,
    nextIndex: each(({ nextIndex }) => nextIndex ?? server.log.lastIndex + 1),
    matchIndex: each(({ matchIndex }) => matchIndex ?? 0),
    pipelining: each(({ pipelining }) => pipelining ?? false),
    snapshotOffset: each(({ snapshotOffset }) => snapshotOffset ?? 0),
    outgoingSnapshot: each(({ outgoingSnapshot }) => outgoingSnapshot ?? null),
  };
};

const fromS2 = { from: 'S2', to: 'S1', term: 1 } as const;

export const requestVote = (changes: Partial<RequestVote> = {}): RequestVote => {
  const from = changes.from ?? 'S2';
  return { type: 'RequestVote', ...fromS2, candidateId: from, lastLogIndex: 0, lastLogTerm: 0, ...changes };
};

export const voteReply = (changes: Partial<RequestVoteReply> = {}): RequestVoteReply => ({
  type: 'RequestVoteReply',
  ...fromS2,
  voteGranted: true,
  ...changes,
});

/** An empty AppendEntries at the beginning of the log, unless told otherwise. */
export const appendEntries = (changes: Partial<AppendEntries> = {}): AppendEntries => ({
  type: 'AppendEntries',
  ...fromS2,
  leaderId: changes.from ?? 'S2',
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [],
  leaderCommit: 0,
  ...changes,
});

export const appendReply = (changes: Partial<AppendEntriesReply> = {}): AppendEntriesReply => ({
  type: 'AppendEntriesReply',
  ...fromS2,
  success: true,
  prevLogIndex: 0,
  matchIndex: 0,
  conflictTerm: 0,
  conflictIndex: 0,
  ...changes,
});

/** The part of a snapshot from `offset` up to `end`. */
export const chunkOf = (
  { lastIncludedIndex, lastIncludedTerm, checksum, data }: Snapshot,
  offset: number,
  end: number = data.length,
  changes: Partial<InstallSnapshot> = {},
): InstallSnapshot => ({
  type: 'InstallSnapshot',
  ...fromS2,
  leaderId: changes.from ?? 'S2',
  lastIncludedIndex,
  lastIncludedTerm,
  checksum,
  offset,
  data: data.slice(offset, end),
  done: end >= data.length,
  ...changes,
});

export const snapshotReply = (
  { lastIncludedIndex, checksum }: Pick<Snapshot, 'lastIncludedIndex' | 'checksum'>,
  changes: Partial<InstallSnapshotReply> = {},
): InstallSnapshotReply => ({
  type: 'InstallSnapshotReply',
  ...fromS2,
  lastIncludedIndex,
  checksum,
  offset: 0,
  done: false,
  ...changes,
});

export const armElectionTimer: Effect = { type: 'armTimer', timer: 'election' };
export const armHeartbeatTimer: Effect = { type: 'armTimer', timer: 'heartbeat' };
export const stopElectionTimer: Effect = { type: 'stopTimer', timer: 'election' };
export const stopHeartbeatTimer: Effect = { type: 'stopTimer', timer: 'heartbeat' };

export const send = (message: Message): Effect => ({ type: 'send', message });

/** The answer of S1 to a message of S2. */
export const answer = <M extends Message>(message: M): M => ({ ...message, from: message.to, to: message.from });

export const sent = ({ effects }: Step): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));

export const sentTo = (id: ServerId, step: Step): readonly Message[] => sent(step).filter(({ to }) => to === id);

/** Effects by their types, and what is done to a timer with its name, such as `armTimer election`. */
export const kindOf = (effect: Effect): string => ('timer' in effect ? `${effect.type} ${effect.timer}` : effect.type);

export const kindsOf = ({ effects }: Step): readonly string[] => effects.map(kindOf);

/** The event meant nothing: the very same server comes back, and nothing is done, nor cited but these. */
export const expectIgnored = (before: Server, after: Step, ...fired: readonly ClauseId[]): void => {
  expect(after.server).toBe(before);
  expect(after).toEqual({ server: before, effects: [], fired });
};

/** The clauses acted, whatever else did. */
export const expectFired = ({ fired }: Step, ...clauses: readonly ClauseId[]): void =>
  expect(fired).toEqual(expect.arrayContaining([...clauses]));

export const expectNotFired = ({ fired }: Step, ...clauses: readonly ClauseId[]): void =>
  expect(fired.filter((id) => clauses.includes(id))).toEqual([]);

/** Freezes a value and all that it holds, so that a change of it throws. */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
};

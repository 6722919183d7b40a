/** All that may be found within small bounds: disks, running servers, messages. Whether it is so, the invariant says. */
import { crc32c } from '../../src/core/checksum.ts';
import { commandOf } from '../../src/core/entries.ts';
import { lastIndex } from '../../src/core/log.ts';
import { applyPersist, emptyDurable, restart } from '../../src/core/server.ts';
import type {
  Durable,
  Entry,
  Event,
  IncomingSnapshot,
  Index,
  Message,
  Options,
  Role,
  Server,
  ServerId,
  Snapshot,
  Term,
} from '../../src/core/types.ts';
import { entriesBetween } from '../oracle/log.ts';
import type { RunningServer } from './conjuncts.ts';

/** How far the enumeration goes. */
export interface Bounds {
  readonly servers: readonly ServerId[];
  /** The highest term of a server or a message before the step. */
  readonly terms: Term;
  /** The longest log before the step. */
  readonly entries: Index;
  /** Are there snapshots? */
  readonly snapshots: boolean;
}

/** Code units of the command of an entry, so that a snapshot of n entries has n chunks of one command each. */
const COMMAND_LENGTH = 2;

const options: Options = { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: COMMAND_LENGTH };

/** What a client asks for. No entry that is there has this command, so that what is new can be told from what was there. */
export const newCommand = 'xx';

const upTo = (last: number, first = 0): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);

/**
 * All logs of terms up to one. An entry has the command of its index and term: if two entries of one index and term had two
 * commands, that would be a difference of logs, and what the commands are called makes none (D-18).
 */
export const logsOf = (entries: Index, terms: Term): readonly (readonly Entry[])[] => {
  const found: (readonly Entry[])[] = [[]];
  for (const log of found)
    if (log.length < entries)
      for (const term of upTo(terms, Math.max(1, log.at(-1)?.term ?? 1)))
        found.push([...log, { term, command: `${log.length + 1}${term}` }]);
  return found;
};

export const dataOf = (log: readonly Entry[]): string => log.map(commandOf).join('');

const snapshotOf = (log: readonly Entry[], index: Index): Snapshot => {
  const data = dataOf(log.slice(0, index));
  return { lastIncludedIndex: index, lastIncludedTerm: log[index - 1]?.term ?? 0, data, checksum: crc32c(data) };
};

const snapshotsOf = ({ snapshots, entries, terms }: Bounds): readonly Snapshot[] =>
  snapshots ? logsOf(entries, terms).flatMap((log) => (log.length === 0 ? [] : [snapshotOf(log, log.length)])) : [];

/** What a disk holds: a log from index 1 on, of which a snapshot covers so many entries. */
export interface DiskContents extends Pick<Durable, 'currentTerm' | 'votedFor'> {
  readonly log: readonly Entry[];
  readonly covered: Index;
}

/** The disk of one of these servers. */
export const diskOf = (servers: readonly ServerId[], id: ServerId, contents: DiskContents): Durable => {
  const { currentTerm, votedFor, log, covered } = contents;
  const empty = emptyDurable({ id, servers, options });
  const begun = covered === 0 ? empty : applyPersist(empty, { type: 'persist', snapshot: snapshotOf(log, covered) });
  const rest = { firstIndex: covered + 1, entries: log.slice(covered) };
  return applyPersist(begun, { type: 'persist', currentTerm, votedFor, append: rest });
};

/** All disks of a server. */
export const disksOf = ({ servers, terms, entries, snapshots }: Bounds, id: ServerId): readonly Durable[] =>
  upTo(terms).flatMap((currentTerm) =>
    [null, ...(currentTerm === 0 ? [] : servers)].flatMap((votedFor) =>
      logsOf(entries, currentTerm).flatMap((log) =>
        upTo(snapshots ? log.length : 0).map((covered) => diskOf(servers, id, { currentTerm, votedFor, log, covered })),
      ),
    ),
  );

/** What the state machine holds after the entries up to an index. */
const machineOf = ({ log, snapshot }: Durable, lastApplied: Index): string =>
  (snapshot?.data ?? '') + dataOf(entriesBetween(log, log.snapshotIndex + 1, lastApplied));

const incomingOf = (bounds: Bounds): readonly (IncomingSnapshot | null)[] => [
  null,
  ...snapshotsOf(bounds).flatMap(({ data, ...snapshot }) =>
    upTo(snapshot.lastIncludedIndex - 1, 1).map((parts) => ({
      ...snapshot,
      data: data.slice(0, parts * COMMAND_LENGTH),
    })),
  ),
];

/** What a leader may know of one follower. Who needs no snapshot is not being sent one. */
const progressOf = (bounds: Bounds, { log, snapshot }: Durable) =>
  upTo(lastIndex(log)).flatMap((matchIndex) =>
    upTo(lastIndex(log) + 2, 1).flatMap((nextIndex) => {
      const needsSnapshot = nextIndex <= log.snapshotIndex;
      const older = snapshotsOf(bounds).filter((each) => each.lastIncludedIndex < log.snapshotIndex);
      return [true, false].flatMap((pipelining) =>
        (needsSnapshot ? [null, ...older] : [null]).flatMap((outgoingSnapshot) => {
          const chunks = (outgoingSnapshot ?? snapshot)?.lastIncludedIndex ?? 1;
          return (needsSnapshot ? upTo(chunks - 1) : [0]).map((parts) => ({
            matchIndex,
            nextIndex,
            pipelining,
            outgoingSnapshot,
            snapshotOffset: parts * COMMAND_LENGTH,
          }));
        }),
      );
    }),
  );

type Progress = ReturnType<typeof progressOf>[number];

const perFollower = <K extends keyof Progress>(peers: readonly ServerId[], each: readonly Progress[], key: K) =>
  Object.fromEntries(peers.map((peer, place) => [peer, each[place]?.[key]])) as Readonly<Record<ServerId, Progress[K]>>;

const subsetsOf = <T>([first, ...rest]: readonly T[]): readonly (readonly T[])[] =>
  first === undefined ? [[]] : subsetsOf(rest).flatMap((some) => [some, [first, ...some]]);

const tuplesOf = <T>(of: readonly T[], length: number): readonly (readonly T[])[] =>
  length === 0 ? [[]] : tuplesOf(of, length - 1).flatMap((some) => of.map((each) => [...some, each]));

const leadershipsOf = (bounds: Bounds, disk: Durable): readonly Partial<Server>[] =>
  tuplesOf(progressOf(bounds, disk), disk.peers.length).map((each) => ({
    leaderId: disk.id,
    nextIndex: perFollower(disk.peers, each, 'nextIndex'),
    matchIndex: perFollower(disk.peers, each, 'matchIndex'),
    pipelining: perFollower(disk.peers, each, 'pipelining'),
    snapshotOffset: perFollower(disk.peers, each, 'snapshotOffset'),
    outgoingSnapshot: perFollower(disk.peers, each, 'outgoingSnapshot'),
  }));

/** All servers that may run on a disk, with their state machines. */
export const runningsOf = (bounds: Bounds, disk: Durable): readonly RunningServer[] => {
  const beginning = restart(disk);
  const roles: readonly (readonly [Role, readonly Partial<Server>[]])[] = [
    ['follower', incomingOf(bounds).map((incomingSnapshot) => ({ incomingSnapshot }))],
    ...(disk.currentTerm === 0
      ? []
      : ([
          [
            'candidate',
            incomingOf(bounds).flatMap((incomingSnapshot) =>
              subsetsOf(bounds.servers).map((votesGranted) => ({ incomingSnapshot, votesGranted })),
            ),
          ],
          ['leader', leadershipsOf(bounds, disk)],
        ] as const)),
  ];
  const { snapshotIndex } = disk.log;
  return roles.flatMap(([role, states]) =>
    states.flatMap((state) =>
      upTo(lastIndex(disk.log), snapshotIndex).flatMap((commitIndex) =>
        upTo(commitIndex, snapshotIndex).map((lastApplied) => ({
          server: { ...beginning, ...state, role, commitIndex, lastApplied },
          machine: machineOf(disk, lastApplied),
        })),
      ),
    ),
  );
};

/** What may happen to a server beside the arrival of a message, and beside a crash. */
export const localEventsOf = ({ server: { role, log, lastApplied }, machine }: RunningServer): readonly Event[] => [
  ...(role === 'leader'
    ? ([
        { type: 'timeout', timer: 'heartbeat' },
        { type: 'clientCommand', command: newCommand },
      ] as const)
    : ([{ type: 'timeout', timer: 'election' }] as const)),
  ...upTo(lastApplied, log.snapshotIndex + 1).map(
    (index) => ({ type: 'compact', index, data: machine.slice(0, index * COMMAND_LENGTH) }) as const,
  ),
];

const entriesFrom = ({ entries, terms }: Bounds, prevLogIndex: Index): readonly (readonly Entry[])[] =>
  logsOf(entries - prevLogIndex, terms).map((log) =>
    log.map(({ term }, place) => ({ term, command: `${prevLogIndex + place + 1}${term}` })),
  );

type Content = Message extends infer M ? (M extends Message ? Omit<M, 'from' | 'to' | 'term'> : never) : never;

/** What messages hold beside sender, receiver and term. */
const contentsOf = (bounds: Bounds, from: ServerId): readonly Content[] => {
  const { terms, entries } = bounds;
  const indexes = upTo(entries);
  const requests = indexes.flatMap((lastLogIndex) =>
    (lastLogIndex === 0 ? [0] : upTo(terms, 1)).map(
      (lastLogTerm) => ({ type: 'RequestVote', candidateId: from, lastLogIndex, lastLogTerm }) as const,
    ),
  );
  const appends = indexes.flatMap((prevLogIndex) =>
    (prevLogIndex === 0 ? [0] : upTo(terms, 1)).flatMap((prevLogTerm) =>
      entriesFrom(bounds, prevLogIndex).flatMap((sent) =>
        indexes.map(
          (leaderCommit) =>
            ({
              type: 'AppendEntries',
              leaderId: from,
              prevLogIndex,
              prevLogTerm,
              entries: sent,
              leaderCommit,
            }) as const,
        ),
      ),
    ),
  );
  const nothing = { conflictTerm: 0, conflictIndex: 0 };
  const successes = indexes.map(
    (matchIndex) => ({ type: 'AppendEntriesReply', success: true, prevLogIndex: 0, matchIndex, ...nothing }) as const,
  );
  const rejections = indexes.flatMap((prevLogIndex) =>
    upTo(terms).flatMap((conflictTerm) =>
      upTo(entries + 1).map((conflictIndex) => {
        const rejection = { type: 'AppendEntriesReply', success: false, matchIndex: 0 } as const;
        return { ...rejection, prevLogIndex, conflictTerm, conflictIndex };
      }),
    ),
  );
  const granted = [true, false].map((voteGranted) => ({ type: 'RequestVoteReply', voteGranted }) as const);
  return [...requests, ...granted, ...appends, ...successes, ...rejections, ...transfersOf(bounds, from)];
};

const corrupt = '?'.repeat(COMMAND_LENGTH);

const transfersOf = (bounds: Bounds, leaderId: ServerId): readonly Content[] =>
  snapshotsOf(bounds).flatMap(({ data, ...snapshot }) => {
    const { lastIncludedIndex, checksum } = snapshot;
    const offsets = upTo(lastIncludedIndex).map((parts) => parts * COMMAND_LENGTH);
    const chunks = offsets.flatMap((offset) =>
      [data.slice(offset, offset + COMMAND_LENGTH), corrupt].map((part) => {
        const done = offset + COMMAND_LENGTH >= data.length;
        return { ...snapshot, type: 'InstallSnapshot', leaderId, offset, data: part, done } as const;
      }),
    );
    const answers = offsets.flatMap((offset) =>
      [true, false].map(
        (done) => ({ type: 'InstallSnapshotReply', lastIncludedIndex, checksum, offset, done }) as const,
      ),
    );
    return [...chunks, ...answers];
  });

/** All messages. */
export const messagesOf = (bounds: Bounds): readonly Message[] =>
  bounds.servers.flatMap((from) =>
    contentsOf(bounds, from).flatMap((content) =>
      upTo(bounds.terms, 1).flatMap((term) =>
        bounds.servers.filter((to) => to !== from).map((to) => ({ ...content, from, to, term })),
      ),
    ),
  );

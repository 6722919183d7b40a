/**
 * The data of the protocol: everything that `step()` takes and returns. Plain readonly JSON throughout, so that a state
 * can be compared, stored, sent and printed without knowing what it is.
 *
 * Names are the paper's. Indexes are 1-based; index 0 is the place before the log. Terms begin at 1; term 0 is before
 * the first election.
 */
import type { ClauseId } from './clauses.ts';
import type { Entry, Index, Log, Term } from './log.ts';

export type { Entry, Index, Term } from './log.ts';

/** A server's name, unique in the cluster, such as `S1`. */
export type ServerId = string;

/** What a server is in its current term (Figure 4). Only the machine changes it. */
export type Role = 'follower' | 'candidate' | 'leader';

/** The state machine after a prefix of the log, and where that prefix ends (IS-14). */
export interface Snapshot {
  readonly lastIncludedIndex: Index;
  readonly lastIncludedTerm: Term;
  /** The state machine's own bytes: an opaque string (D-18). */
  readonly data: string;
  /** CRC-32C of `data` (D-12). */
  readonly checksum: number;
}

/** A snapshot of which only the beginning has arrived (IS-3). */
export interface IncomingSnapshot {
  readonly lastIncludedIndex: Index;
  readonly lastIncludedTerm: Term;
  /** The checksum that the whole data will have to have (IS-12). */
  readonly checksum: number;
  /** What has arrived, from offset 0 without gaps. */
  readonly data: string;
}

/** Bounds of what a server sends (D-15). They change how much a message holds, never what it means. */
export interface Options {
  /** Entries in one AppendEntries, at least 1. */
  readonly maxEntriesPerAppend: number;
  /** Entries sent to one follower ahead of its acknowledgement, at least 1. */
  readonly maxInFlightEntries: number;
  /** UTF-16 code units of snapshot data in one InstallSnapshot, at least 1. */
  readonly snapshotChunkLength: number;
}

/** What survives a crash: Figure 2's first box, and the snapshot that stands for the beginning of the log. */
export interface Durable {
  readonly id: ServerId;
  /** The other members of the cluster, sorted. */
  readonly peers: readonly ServerId[];
  readonly options: Options;
  /** ST-1 */
  readonly currentTerm: Term;
  /** ST-2; null: no vote given in `currentTerm`. */
  readonly votedFor: ServerId | null;
  /** ST-3 */
  readonly log: Log;
  readonly snapshot: Snapshot | null;
}

/** One value for each follower, under its id. Empty on a server that is not leader. */
export type PerFollower<T> = Readonly<Record<ServerId, T>>;

/** All that a server knows: Figure 2's State box, and what our sharpenings need beside it. */
export interface Server extends Durable {
  readonly role: Role;
  /** ST-4; `lastApplied <= commitIndex <= lastIndex(log)` */
  readonly commitIndex: Index;
  /** ST-5 */
  readonly lastApplied: Index;
  /** The leader of `currentTerm`, as far as known; for redirecting clients (CL-1). */
  readonly leaderId: ServerId | null;
  /** Candidates: who has voted for this server in `currentTerm`, itself included; sorted, each once (RS-C-2). */
  readonly votesGranted: readonly ServerId[];
  /** ST-6; leaders: `matchIndex < nextIndex <= lastIndex(log) + 1` */
  readonly nextIndex: PerFollower<Index>;
  /** ST-7 */
  readonly matchIndex: PerFollower<Index>;
  /** Leaders: may entries be sent ahead of the acknowledgement? False while probing for `nextIndex` (D-14). */
  readonly pipelining: PerFollower<boolean>;
  /** Leaders: how much of the snapshot each follower has acknowledged (IS-10). */
  readonly snapshotOffset: PerFollower<number>;
  /** Followers: the snapshot that is arriving (IS-3). */
  readonly incomingSnapshot: IncomingSnapshot | null;
}

interface Envelope {
  readonly from: ServerId;
  readonly to: ServerId;
  /** The sender's `currentTerm`. */
  readonly term: Term;
}

/** Figure 2, RequestVote RPC, arguments (RV-3). */
export interface RequestVote extends Envelope {
  readonly type: 'RequestVote';
  readonly candidateId: ServerId;
  readonly lastLogIndex: Index;
  readonly lastLogTerm: Term;
}

/** Figure 2, RequestVote RPC, results (RV-2, RV-4). */
export interface RequestVoteReply extends Envelope {
  readonly type: 'RequestVoteReply';
  readonly voteGranted: boolean;
}

/** Figure 2, AppendEntries RPC, arguments (AE-6). */
export interface AppendEntries extends Envelope {
  readonly type: 'AppendEntries';
  readonly leaderId: ServerId;
  readonly prevLogIndex: Index;
  readonly prevLogTerm: Term;
  /** The entry at position k has index `prevLogIndex + 1 + k`. Empty in a heartbeat. */
  readonly entries: readonly Entry[];
  readonly leaderCommit: Index;
}

/** Figure 2, AppendEntries RPC, results (AE-7), with what a message needs to stand alone (D-9, D-10). */
export interface AppendEntriesReply extends Envelope {
  readonly type: 'AppendEntriesReply';
  readonly success: boolean;
  /** Repeated from the request: which request this answers. */
  readonly prevLogIndex: Index;
  /** On success the last index that the request vouched for, `prevLogIndex + entries.length`; otherwise 0. */
  readonly matchIndex: Index;
  /** On a rejection for inconsistency, the term of the follower's entry at `prevLogIndex`; 0: its log is too short. */
  readonly conflictTerm: Term;
  /** On a rejection for inconsistency, the first index to go back to; otherwise 0. */
  readonly conflictIndex: Index;
}

/** Figure 13, arguments (IS-9, IS-10). */
export interface InstallSnapshot extends Envelope {
  readonly type: 'InstallSnapshot';
  readonly leaderId: ServerId;
  readonly lastIncludedIndex: Index;
  readonly lastIncludedTerm: Term;
  /** CRC-32C of the whole data, not of this chunk (D-12). */
  readonly checksum: number;
  /** Where `data` begins in the whole, in UTF-16 code units (D-18). */
  readonly offset: number;
  readonly data: string;
  /** Is this the last chunk? */
  readonly done: boolean;
}

/** Figure 13, results, with what the leader needs to go on (D-11). */
export interface InstallSnapshotReply extends Envelope {
  readonly type: 'InstallSnapshotReply';
  /** Repeated from the request. */
  readonly lastIncludedIndex: Index;
  /** Repeated from the request. */
  readonly checksum: number;
  /** The offset that the follower waits for next. */
  readonly offset: number;
  /** True: the follower has everything up to `lastIncludedIndex` on its disk. */
  readonly done: boolean;
}

/** Everything that servers say to each other. */
export type Message =
  | RequestVote
  | RequestVoteReply
  | AppendEntries
  | AppendEntriesReply
  | InstallSnapshot
  | InstallSnapshotReply;

/** A message that asks; the other kind answers. */
export type Request = RequestVote | AppendEntries | InstallSnapshot;

/** The server has been started, for the first time or after a crash (ST-9). */
export interface Start {
  readonly type: 'start';
}

/** The election timer has run out (RS-F-2, RS-C-4). */
export interface ElectionTimeout {
  readonly type: 'electionTimeout';
}

/** The heartbeat timer has run out (RS-L-1). */
export interface HeartbeatTimeout {
  readonly type: 'heartbeatTimeout';
}

/** A client asks for a command to be put into the log (RS-L-2, CL-1). */
export interface ClientCommand {
  readonly type: 'clientCommand';
  readonly command: string;
}

/** The state machine has written itself down after applying `index` (IS-13). */
export interface Compact {
  readonly type: 'compact';
  readonly index: Index;
  readonly data: string;
}

/** What can happen to a server. A message that arrives is an event as it is. */
export type Event = Start | ElectionTimeout | HeartbeatTimeout | ClientCommand | Compact | Message;

/**
 * What has changed of `Durable`, as one atomic write. A storage that keeps a log needs nothing else. Applied in the order
 * of the fields: snapshot, truncation, entries.
 */
export interface Persist {
  readonly type: 'persist';
  /** Present together with `votedFor`. */
  readonly currentTerm?: Term;
  readonly votedFor?: ServerId | null;
  /** Entries up to `lastIncludedIndex` may go. */
  readonly snapshot?: Snapshot;
  /** Entries from this index on are deleted. */
  readonly truncateFrom?: Index;
  /** Written from `firstIndex` on, which is the end of the log after the truncation. */
  readonly append?: { readonly firstIndex: Index; readonly entries: readonly Entry[] };
}

/** Give a message to the network. It may get lost. */
export interface Send {
  readonly type: 'send';
  readonly message: Message;
}

/** (Re)start the election timer with a newly drawn random length (§5.2). */
export interface ArmElectionTimer {
  readonly type: 'armElectionTimer';
}

/** (Re)start the heartbeat timer. */
export interface ArmHeartbeatTimer {
  readonly type: 'armHeartbeatTimer';
}

/** Stop both timers. */
export interface DisarmTimers {
  readonly type: 'disarmTimers';
}

/** Give a committed entry to the state machine (RS-A-1). */
export interface Apply {
  readonly type: 'apply';
  readonly index: Index;
  readonly term: Term;
  readonly command: string;
}

/** Replace the state machine's whole state (IS-8, ST-9). */
export interface RestoreSnapshot {
  readonly type: 'restoreSnapshot';
  readonly snapshot: Snapshot;
}

/** Answer the client whose command got this index in this term: it was applied (RS-L-2). */
export interface Reply {
  readonly type: 'reply';
  readonly index: Index;
  readonly term: Term;
}

/** Why a local request was refused. */
export type Refusal = 'notLeader' | 'notApplied' | 'alreadyCompacted';

/** A local request was refused and changed nothing (CL-1, IS-13). */
export interface Reject {
  readonly type: 'reject';
  readonly reason: Refusal;
  /** Whom to ask instead, as far as known. */
  readonly leaderId: ServerId | null;
}

/** What a driver has to do, in the order given. A crash may cut the list after any prefix (ST-8). */
export type Effect =
  | Persist
  | Send
  | ArmElectionTimer
  | ArmHeartbeatTimer
  | DisarmTimers
  | Apply
  | RestoreSnapshot
  | Reply
  | Reject;

/** What became of a server by one event. */
export interface Step {
  readonly server: Server;
  /** To be executed from left to right before the server's next event. */
  readonly effects: readonly Effect[];
  /** The clauses of the spec that acted, in order. */
  readonly fired: readonly ClauseId[];
}

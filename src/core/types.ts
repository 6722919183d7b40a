/**
 * The data of the protocol: everything that `step()` takes and returns. Plain readonly JSON throughout, so that a state
 * can be compared, stored, sent and printed without knowing what it is.
 *
 * Names are the paper's. Indexes are 1-based; index 0 is the place before the log. Terms begin at 1; term 0 is before
 * the first election.
 */
import type { ClauseId } from './clauses.ts';
import type { Entry, Term } from './entries.ts';
import type { Index, Log } from './log.ts';

export type { CommandEntry, Entry, EntryKind, EntryKinds, Term } from './entries.ts';
export type { Index } from './log.ts';

/** A server's name, unique in the cluster, such as `S1`. */
export type ServerId = string;

/** The roles of a server. An optional page of the spec declares its own here too. */
export interface Roles {
  /** Answers candidates and leaders. */
  readonly follower: true;
  /** Asks for votes. */
  readonly candidate: true;
  /** Replicates its log. */
  readonly leader: true;
}

/** What a server is in its current term (Figure 4). Only the machine changes it. */
export type Role = keyof Roles;

/** What a server knows beside the figure, by the optional page that says so. A page declares its own here. */
// biome-ignore lint/suspicious/noEmptyInterface: pages fill it
export interface ExtensionStates {} // eslint-disable-line @typescript-eslint/no-empty-object-type -- as above

/** The name of an optional page: its file under spec/extensions, and the key of its state. */
export type ExtensionId = keyof ExtensionStates;

/** The state machine after a prefix of the log, and where that prefix ends (IS-14). */
export interface Snapshot {
  /** Index of the last entry that the snapshot stands for, at least 1. */
  readonly lastIncludedIndex: Index;
  /** Term of that entry. */
  readonly lastIncludedTerm: Term;
  /** The state machine's own bytes: an opaque string (D-18). */
  readonly data: string;
  /** CRC-32C of `data` (D-12). */
  readonly checksum: number;
}

/** A snapshot of which only the beginning has arrived (IS-3). */
export interface IncomingSnapshot {
  /** Index of the last entry that the snapshot stands for, at least 1. */
  readonly lastIncludedIndex: Index;
  /** Term of that entry. */
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
  /** The server's own name. */
  readonly id: ServerId;
  /** The other members of the cluster, sorted. */
  readonly peers: readonly ServerId[];
  /** Bounds of what it sends; the same over restarts. */
  readonly options: Options;
  /** ST-1 */
  readonly currentTerm: Term;
  /** ST-2; null: no vote given in `currentTerm`. */
  readonly votedFor: ServerId | null;
  /** ST-3 */
  readonly log: Log;
  /** What stands for the beginning of the log; null: nothing does (IS-14). */
  readonly snapshot: Snapshot | null;
}

/** One value for each follower, under its id. Empty on a server that is not leader. */
export type PerFollower<T> = Readonly<Record<ServerId, T>>;

/** All that a server knows: Figure 2's State box, and what our sharpenings need beside it. */
export interface Server extends Durable {
  /** Follower after a start, whatever it was before the crash (ST-9). */
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
  /** Leaders: the snapshot that a follower goes on getting while the leader has a newer one; null: it gets `snapshot` (IS-10). */
  readonly outgoingSnapshot: PerFollower<Snapshot | null>;
  /** Followers: the snapshot that is arriving (IS-3). */
  readonly incomingSnapshot: IncomingSnapshot | null;
  /** What the optional pages keep, each under its own name; absent: none is woven in. Volatile. */
  readonly extensions?: Partial<ExtensionStates>;
}

/** Values that are told apart by their `type`. */
export interface Typed<T extends string> {
  /** What kind of value this is. */
  readonly type: T;
}

/** What every message carries. */
export interface Envelope<T extends string> extends Typed<T> {
  /** The sender. */
  readonly from: ServerId;
  /** The receiver. */
  readonly to: ServerId;
  /** The sender's `currentTerm`. */
  readonly term: Term;
}

/** Figure 2, RequestVote RPC, arguments (RV-3). */
export interface RequestVote extends Envelope<'RequestVote'> {
  /** The candidate that asks: the sender. */
  readonly candidateId: ServerId;
  /** Index of the candidate's last entry; 0: it has none. */
  readonly lastLogIndex: Index;
  /** Term of the candidate's last entry; 0: it has none. */
  readonly lastLogTerm: Term;
}

/** Figure 2, RequestVote RPC, results (RV-2, RV-4). */
export interface RequestVoteReply extends Envelope<'RequestVoteReply'> {
  /** True: the candidate has received the vote, and it is on disk (ST-8). */
  readonly voteGranted: boolean;
}

/** Figure 2, AppendEntries RPC, arguments (AE-6). */
export interface AppendEntries extends Envelope<'AppendEntries'> {
  /** The leader: the sender. Followers redirect clients to it (CL-1). */
  readonly leaderId: ServerId;
  /** Index of the entry right before the new ones; 0: they begin the log. */
  readonly prevLogIndex: Index;
  /** Term of the entry at `prevLogIndex`; 0 at index 0. */
  readonly prevLogTerm: Term;
  /** The entry at position k has index `prevLogIndex + 1 + k`. Empty in a heartbeat. */
  readonly entries: readonly Entry[];
  /** The leader's `commitIndex` (AE-5). */
  readonly leaderCommit: Index;
}

/** Figure 2, AppendEntries RPC, results (AE-7), with what a message needs to stand alone (D-9, D-10). */
export interface AppendEntriesReply extends Envelope<'AppendEntriesReply'> {
  /** True: the log has the entry at `prevLogIndex` with `prevLogTerm`, and all that was sent after it (AE-2). */
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
export interface InstallSnapshot extends Envelope<'InstallSnapshot'> {
  /** The leader: the sender. */
  readonly leaderId: ServerId;
  /** Index of the last entry that the snapshot stands for. */
  readonly lastIncludedIndex: Index;
  /** Term of that entry. */
  readonly lastIncludedTerm: Term;
  /** CRC-32C of the whole data, not of this chunk (D-12). */
  readonly checksum: number;
  /** Where `data` begins in the whole, in UTF-16 code units (D-18). */
  readonly offset: number;
  /** This chunk of the snapshot, an opaque string. */
  readonly data: string;
  /** Is this the last chunk? */
  readonly done: boolean;
}

/** Figure 13, results, with what the leader needs to go on (D-11). */
export interface InstallSnapshotReply extends Envelope<'InstallSnapshotReply'> {
  /** Repeated from the request. */
  readonly lastIncludedIndex: Index;
  /** Repeated from the request. */
  readonly checksum: number;
  /** The offset that the follower waits for next. */
  readonly offset: number;
  /** True: the follower has everything up to `lastIncludedIndex` on its disk. */
  readonly done: boolean;
}

/** All messages, by their types. An optional page of the spec declares its own here too; their rows are in `messages.ts`. */
export interface MessageTypes {
  /** A candidate asks for a vote. */
  readonly RequestVote: RequestVote;
  /** The answer of a voter. */
  readonly RequestVoteReply: RequestVoteReply;
  /** A leader replicates entries, or says that it is there. */
  readonly AppendEntries: AppendEntries;
  /** The answer of a follower. */
  readonly AppendEntriesReply: AppendEntriesReply;
  /** A leader sends a chunk of a snapshot. */
  readonly InstallSnapshot: InstallSnapshot;
  /** The answer of a follower. */
  readonly InstallSnapshotReply: InstallSnapshotReply;
}

/** What a message is called. */
export type MessageType = keyof MessageTypes;

/** Everything that servers say to each other. */
export type Message = MessageTypes[MessageType];

/** The server has been started, for the first time or after a crash (ST-9). */
export interface Start {
  /** What kind of value this is. */
  readonly type: 'start';
}

/** The timers that a server may have, by name. An optional page of the spec declares its own here too; their rows are in `timers.ts`. */
export interface TimerNames {
  /** Runs out when a follower or a candidate has heard nothing for too long. */
  readonly election: true;
  /** Runs out when a leader has to show that it is there. */
  readonly heartbeat: true;
}

/** The name of a timer. */
export type TimerName = keyof TimerNames;

/** A timer has run out (RS-F-2, RS-C-4, RS-L-1). */
export interface Timeout extends Typed<'timeout'> {
  /** Which of the server's timers. */
  readonly timer: TimerName;
}

/** A client asks for a command to be put into the log (RS-L-2, CL-1). */
export interface ClientCommand extends Typed<'clientCommand'> {
  /** An opaque string for the state machine (D-18). */
  readonly command: string;
}

/** The state machine has written itself down after applying `index` (IS-13). */
export interface Compact extends Typed<'compact'> {
  /** The last index that the snapshot stands for: applied, and past the present snapshot. */
  readonly index: Index;
  /** The state machine after `index`, an opaque string (D-18). */
  readonly data: string;
}

/** What can happen to a server beside a message. An optional page of the spec declares its own here too; their rows are in `events.ts`. */
export interface LocalEventTypes {
  /** The server begins. */
  readonly start: Start;
  /** A timer has run out. */
  readonly timeout: Timeout;
  /** A client asks for something. */
  readonly clientCommand: ClientCommand;
  /** The state machine has written itself down. */
  readonly compact: Compact;
}

/** What a local event is called. */
export type LocalEventType = keyof LocalEventTypes;

/** What can happen to a server that is not a message. */
export type LocalEvent = LocalEventTypes[LocalEventType];

/** What can happen to a server. A message that arrives is an event as it is. */
export type Event = LocalEvent | Message;

/**
 * What has changed of `Durable`, as one atomic write. A storage that keeps a log needs nothing else. Applied in the order
 * of the fields: snapshot, truncation, entries.
 */
export interface Persist extends Typed<'persist'> {
  /** Present together with `votedFor`. */
  readonly currentTerm?: Term;
  /** Present together with `currentTerm`; null: no vote given in it. */
  readonly votedFor?: ServerId | null;
  /** Entries up to `lastIncludedIndex` may go. */
  readonly snapshot?: Snapshot;
  /** Entries from this index on are deleted. */
  readonly truncateFrom?: Index;
  /** Written from `firstIndex` on, which is the end of the log after the truncation. */
  readonly append?: {
    /** Index of the first of the entries. */
    readonly firstIndex: Index;
    /** At least one entry. */
    readonly entries: readonly Entry[];
  };
}

/** Give a message to the network. It may get lost. */
export interface Send extends Typed<'send'> {
  /** To whom, from whom and what. */
  readonly message: Message;
}

/** (Re)start a timer. An election timer gets a newly drawn random length each time (§5.2). */
export interface ArmTimer extends Typed<'armTimer'> {
  /** Which of the server's timers. The others are left as they are. */
  readonly timer: TimerName;
}

/** Stop a timer. */
export interface StopTimer extends Typed<'stopTimer'> {
  /** Which of the server's timers. The others are left as they are. */
  readonly timer: TimerName;
}

/** Give a committed entry to the state machine (RS-A-1). */
export interface Apply extends Typed<'apply'> {
  /** Index of the entry: one past the last that was applied. */
  readonly index: Index;
  /** Term of the entry. */
  readonly term: Term;
  /** What the client gave. */
  readonly command: string;
}

/** Replace the state machine's whole state (IS-8, ST-9). */
export interface RestoreSnapshot extends Typed<'restoreSnapshot'> {
  /** What the state machine becomes. */
  readonly snapshot: Snapshot;
}

/** Answer the client whose command got this index in this term: it was applied (RS-L-2). */
export interface Reply extends Typed<'reply'> {
  /** Where the command stands in the log. */
  readonly index: Index;
  /** The term in which it was appended; another entry at this index answers nobody. */
  readonly term: Term;
}

/** Why a local request may be refused. An optional page of the spec declares its own reasons here too. */
export interface Refusals {
  /** The server does not lead (CL-1). */
  readonly notLeader: true;
  /** Not all of it is applied (IS-13). */
  readonly notApplied: true;
  /** It is in the snapshot already (IS-13). */
  readonly alreadyCompacted: true;
}

/** Why a local request was refused. */
export type Refusal = keyof Refusals;

/** A local request was refused and changed nothing (CL-1, IS-13). */
export interface Reject extends Typed<'reject'> {
  /** Why, for programs. */
  readonly reason: Refusal;
  /** Whom to ask instead, as far as known. */
  readonly leaderId: ServerId | null;
}

/** What a step may ask of its driver. An optional page of the spec declares its own here too; their rows are in `effects.ts`. */
export interface EffectTypes {
  /** Something durable has changed. */
  readonly persist: Persist;
  /** Another server is told something. */
  readonly send: Send;
  /** A timer begins to run. */
  readonly armTimer: ArmTimer;
  /** A timer runs no more. */
  readonly stopTimer: StopTimer;
  /** The state machine gets a command. */
  readonly apply: Apply;
  /** The state machine gets another state. */
  readonly restoreSnapshot: RestoreSnapshot;
  /** A client has its answer. */
  readonly reply: Reply;
  /** A local request was refused. */
  readonly reject: Reject;
}

/** What an effect is called. */
export type EffectType = keyof EffectTypes;

/** What a driver has to do, in the order given. A crash may cut the list after any prefix (ST-8). */
export type Effect = EffectTypes[EffectType];

/** What became of a server by one event. */
export interface Step {
  /** The server after the event. The one before is unchanged. */
  readonly server: Server;
  /** To be executed from left to right before the server's next event. */
  readonly effects: readonly Effect[];
  /** The clauses of the spec that acted, in order. */
  readonly fired: readonly ClauseId[];
}

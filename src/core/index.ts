// Room src/core. The protocol: one pure function, with its machine, its rules and its table of messages.
// What may be touched here: a rule, together with its clause in spec/ and its part of the reference model. No clock,
// disk, network or chance comes in. A change of behaviour moves the pinned counts of the worlds and has to be
// explained.

/**
 * # Raft, as Figure 2 states it
 *
 * A cluster of servers keeps one log. Clients add commands to its end, and every server gives the same commands in the same
 * order to its own copy of a state machine. As long as a majority of the servers run and can talk, the cluster goes on, and
 * whatever it has once committed is never lost or changed. This folder is the part of a server that decides: it takes one
 * event, and says what the server knows afterwards and what has to be done.
 *
 *     step(server, event) -> { server, effects, fired }
 *
 * It does nothing itself. There is no clock in it, no network, no disk and no chance. A *driver* asks three questions of its
 * surroundings and of nothing else: *when* does a timer run out, *which* message arrives next, *what* survives a crash. The
 * same code runs in production, in a simulation and in a search through all that can happen; only the driver differs.
 *
 * ## The story
 *
 * **Terms.** Time is cut into terms (ST-1), each with at most one leader (SP-1). Every message carries its sender's term.
 * Whoever hears of a newer one adopts it and follows (RS-A-2); whatever comes from an older one is rejected (RV-1, AE-1, IS-1).
 *
 * **Elections.** A follower that hears nothing for a while starts an election (RS-F-2): it raises its term, votes for
 * itself and asks the others (RS-C-1). Each gives at most one vote per term, to a candidate whose log is at least as up to date as its
 * own (RV-2). A majority makes a leader (RS-C-2). Timeouts are random, so that two rarely start one at once; if they do and
 * nobody wins, they try again (RS-C-4).
 *
 * **Replication.** The leader appends commands to its log (RS-L-2) and sends them on (RS-L-3), each time with what precedes
 * them. A follower takes them only if it has that predecessor (AE-2); so equal entries have equal pasts (SP-3). Where logs
 * differ the leader goes back until they agree (RS-L-6), and what the follower has beyond is replaced (AE-3). Once a majority
 * has an entry of the leader's own term it is committed with all before it (RS-L-4), and everyone applies it (RS-A-1).
 *
 * **Why it holds.** A committed entry is on a majority of disks, a leader needs votes from a majority, two majorities share a
 * server, and that server would not have voted for a log that lacks the entry. That argument needs every word: that votes and
 * entries are on disk before anyone hears of them (ST-8), and that a leader counts copies of its own term only (Figure 8).
 *
 * **Compaction.** A server may replace the applied beginning of its log by a snapshot (IS-13). A follower that needs entries
 * which the leader has thrown away gets the snapshot, in chunks (IS-1 to IS-12).
 *
 * ## The code
 *
 * | file | what it is |
 * |---|---|
 * | `types.ts` | the data: server, messages, events, effects. The paper's names |
 * | `messages.ts` | the table of messages: a row for each kind, from which they are written, read, checked and explained |
 * | `rules/` | one file for each box of the figure; each rule is a small pure function that cites its clause |
 * | `machine.ts` | Figure 4 as an xstate machine: which rule answers which event in which role. It alone changes the role |
 * | `transitions.ts` | what the machine does with an event, read from the machine object once |
 * | `step.ts` | the only door |
 * | `server.ts` | a server from its disk, and what must be on the disk |
 * | `log.ts` | the log: a persistent value that is shared, never copied |
 * | `clauses.ts` | the ids of the written spec, generated from `spec/` |
 *
 * Read `types.ts`, then `machine.ts` beside Figure 2, then `rules/` in the order followers, candidates, leaders.
 *
 * ## Effects
 *
 * They are plain data in the order in which they have to be done: `persist`, then what depends on it. A crash may cut the list
 * after any prefix; that this never does harm is what the checkers check. `fired` names the clauses that acted.
 *
 * ## What is left out
 *
 * - Changes of membership (§6): the cluster is fixed (D-17), but for the optional page `weave([membership])`.
 * - Client sessions (§8): they belong to the state machine above (`spec/clients.md`).
 * - Leases: not in Figure 2. Pre-vote is an optional page: `weave([preVote])` has it. So are
 *   batches of commands, a leader that writes while it sends, a no-op at the beginning of a term, linearizable reads (§8), and leadership transfer (§3.10 of the dissertation).
 *
 * Wherever the paper leaves a choice, `spec/divergences.md` says which one was made, and why.
 *
 * @module
 */
export {
  type Clause,
  type ClauseId,
  type ClauseKind,
  clauseIds,
  clauses,
  clausesNotCounted,
  clausesWithoutCode,
} from './clauses.ts';
export type { EventFieldKind, LocalEventRow, LocalEventRows } from './events.ts';
export { type CheckQuorumState, checkQuorum } from './extensions/checkQuorum.ts';
export { type ClientBatchesState, type ClientCommands, clientBatches } from './extensions/clientBatches.ts';
export { extensionIds, extensions } from './extensions/index.ts';
export {
  type LeadershipTransferState,
  leadershipTransfer,
  type TakingOver,
  type TimeoutNow,
  type TransferLeadership,
} from './extensions/leadershipTransfer.ts';
export {
  type ChangeMembership,
  type ConfigurationEntry,
  type MembershipState,
  membership,
  type PlacedConfiguration,
} from './extensions/membership.ts';
export { type NoOpEntry, type NoOpState, noOp } from './extensions/noOp.ts';
export { type ParallelWriteState, parallelWrite, type WrittenEntries } from './extensions/parallelWrite.ts';
export { type PreVote, type PreVoteReply, type PreVoteState, preVote } from './extensions/preVote.ts';
export {
  type AnswerRead,
  type ClientRead,
  type ReadIndexCheck,
  type ReadIndexCheckReply,
  type ReadIndexReply,
  type ReadIndexRequest,
  type ReadIndexState,
  type RejectRead,
  readIndex,
  type WaitingRead,
} from './extensions/readIndex.ts';
export {
  type Answers,
  type Extension,
  hiddenTransitions,
  type Insertion,
  type RoleConfig,
  type Transition,
  type Woven,
  weave,
} from './extensions/weave.ts';
export {
  append,
  compactTo,
  entriesBetween,
  entryAt,
  type Log,
  type LogLeaf,
  type LogNode,
  lastIndex,
  lastTerm,
  termAt,
  truncateFrom,
} from './log.ts';
export {
  type FieldKind,
  fieldsOf,
  figureMessages,
  type MessageField,
  type MessageRow,
  type MessageRows,
  type Quote,
} from './messages.ts';
export type { Configuration } from './quorum.ts';
export {
  applyPersist,
  createServer,
  defaultOptions,
  durable,
  emptyDurable,
  type Membership,
  restart,
} from './server.ts';
export { type StepFunction, step } from './step.ts';
export type * from './types.ts';

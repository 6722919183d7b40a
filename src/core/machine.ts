/**
 * Figure 4 as an xstate machine: the roles of a server, what can happen in each, and which rule answers. Wiring only: every
 * guard and action is a function of `rules/`, named here once. The machine alone decides the role.
 *
 * The eventless transitions (`always`) are those rules of Figure 2 that have a condition and no event: win an election,
 * send what there is to send, commit what a majority has, apply what is committed. They run after every event until none
 * of their conditions holds.
 */
import { assign, raise, setup } from 'xstate';
import type { ClauseId } from './clauses.ts';
import { followedBy, type Guard, type Rule } from './outcome.ts';
import * as allServers from './rules/allServers.ts';
import * as append from './rules/appendEntries.ts';
import * as candidates from './rules/candidates.ts';
import * as compaction from './rules/compaction.ts';
import * as snapshots from './rules/installSnapshot.ts';
import * as leaders from './rules/leaders.ts';
import * as votes from './rules/requestVote.ts';
import type { Effect, Event, Role, Server, Timeout, TimerName } from './types.ts';

/** What the machine carries through one step: the server as it is by now, and what has come of it. */
export interface Context {
  readonly server: Server;
  readonly effects: readonly Effect[];
  readonly fired: readonly ClauseId[];
}

/** An event as the machine knows it: each timer has a timeout of its own, so that a role answers those of its timers. */
export type MachineEvent =
  | Exclude<Event, Timeout>
  | { readonly type: `timeout.${TimerName}`; readonly timer: TimerName };

/** The event under the name by which the machine knows it. */
export const machineEventOf = (event: Event): MachineEvent =>
  event.type === 'timeout' ? { type: `timeout.${event.timer}`, timer: event.timer } : event;

interface Scene {
  readonly context: Context;
  readonly event: MachineEvent;
}

/** A condition of a rule as a guard of the machine. */
export const guardOf =
  <E extends Event>(guard: Guard<E>) =>
  ({ context, event }: Scene): boolean =>
    guard(context.server, event as Event as E);

/** A rule as an action of the machine: one `assign`, since each costs more than the rule itself. */
export const actionOf = <E extends Event>(rule: Rule<E>) =>
  assign<Context, MachineEvent, undefined, MachineEvent, never>(({ context, event }) =>
    followedBy(context, rule(context.server, event as Event as E)),
  );

/** All guards and rules by the names that the machine knows them by. */
export const guards = {
  hasNewerTerm: guardOf(allServers.hasNewerTerm),
  hasOlderTerm: guardOf(allServers.hasOlderTerm),
  hasUnapplied: guardOf(allServers.hasUnapplied),
  canGrantVote: guardOf(votes.canGrantVote),
  bringsVote: guardOf(candidates.bringsVote),
  hasMajority: guardOf(candidates.hasMajority),
  lacksPrevEntry: guardOf(append.lacksPrevEntry),
  isSuccess: guardOf(leaders.isSuccess),
  isRejection: guardOf(leaders.isRejection),
  hasEntriesToSend: guardOf(leaders.hasEntriesToSend),
  canCommit: guardOf(leaders.canCommit),
  hasCommittedSnapshot: guardOf(snapshots.hasCommittedSnapshot),
  completesSnapshot: guardOf(snapshots.completesSnapshot),
  isCorrupt: guardOf(snapshots.isCorrupt),
  isInstalled: guardOf(snapshots.isInstalled),
  wantsChunk: guardOf(snapshots.wantsChunk),
  awaitsSentChunk: guardOf(snapshots.awaitsSentChunk),
  canCompact: guardOf(compaction.canCompact),
};

const raft = setup({
  types: { context: {} as Context, events: {} as MachineEvent, input: {} as Server },
  guards,
  actions: {
    start: actionOf(allServers.start),
    adoptTerm: actionOf(allServers.adoptTerm),
    stepDown: actionOf(allServers.stepDown),
    applyCommitted: actionOf(allServers.applyCommitted),
    applyAndReply: actionOf(allServers.applyAndReply),
    refuseCommand: actionOf(allServers.refuseCommand),
    grantVote: actionOf(votes.grantVote),
    refuseVote: actionOf(votes.refuseVote),
    refuseOldCandidate: actionOf(votes.refuseOldCandidate),
    refuseOldLeader: actionOf(append.refuseOldLeader),
    refuseEntries: actionOf(append.refuseEntries),
    acceptEntries: actionOf(append.acceptEntries),
    becomeCandidate: actionOf(candidates.becomeCandidate),
    retryElection: actionOf(candidates.retryElection),
    countVote: actionOf(candidates.countVote),
    becomeLeader: actionOf(candidates.becomeLeader),
    yieldToLeader: actionOf(candidates.yieldToLeader),
    heartbeat: actionOf(leaders.heartbeat),
    appendCommand: actionOf(leaders.appendCommand),
    sendEntries: actionOf(leaders.sendEntries),
    advanceFollower: actionOf(leaders.advanceFollower),
    backUp: actionOf(leaders.backUp),
    advanceCommitIndex: actionOf(leaders.advanceCommitIndex),
    refuseOldSnapshot: actionOf(snapshots.refuseOldSnapshot),
    skipSnapshot: actionOf(snapshots.skipSnapshot),
    storeChunk: actionOf(snapshots.storeChunk),
    discardSnapshot: actionOf(snapshots.discardSnapshot),
    installSnapshot: actionOf(snapshots.installSnapshot),
    finishSnapshot: actionOf(snapshots.finishSnapshot),
    sendNextChunk: actionOf(snapshots.sendNextChunk),
    keepSentChunk: actionOf(snapshots.keepSentChunk),
    compact: actionOf(compaction.compact),
    refuseCompact: actionOf(compaction.refuseCompact),
    /** The message again, once the server is in the role in which the message is for it. */
    handleAgain: raise(({ event }: { event: MachineEvent }) => event),
  },
});

/** What a transition cites: the clauses that may act when it is taken. */
export const cites = (description: string, ...clauses: ClauseId[]) => ({ description, meta: { clauses } });

/** RS-A-2: a message of a newer term, at whoever does not lead. */
export const adoptNewerTerm = {
  guard: 'hasNewerTerm',
  target: 'follower',
  actions: ['adoptTerm', 'handleAgain'],
  ...cites('A newer term: adopt it, follow, and look at the message again', 'RS-A-2'),
} as const;

/** RS-A-2: a message of a newer term, at a leader. */
export const stepDownForNewerTerm = {
  ...adoptNewerTerm,
  actions: ['stepDown', 'handleAgain'],
  ...cites('A newer term: adopt it, step down, and look at the message again', 'RS-A-2'),
} as const;

/** RV-1: a candidate of an older term. */
export const refuseOldCandidate = {
  guard: 'hasOlderTerm',
  actions: 'refuseOldCandidate',
  ...cites('The candidate is of an older term', 'RV-1', 'RS-F-1'),
} as const;

/** RV-4: a candidate that gets no vote. */
export const refuseVote = {
  actions: 'refuseVote',
  ...cites('The vote is given away, or the candidate is behind', 'RV-4', 'RS-F-1', 'D-3'),
} as const;

const answerVoteRequest = [
  refuseOldCandidate,
  {
    guard: 'canGrantVote',
    actions: 'grantVote',
    ...cites('The vote is free and the candidate is up to date', 'RV-2', 'RS-F-1', 'RS-F-3', 'D-3', 'D-5'),
  },
  refuseVote,
] as const;

/** AE-1: entries of an older term. */
export const refuseOldLeader = {
  guard: 'hasOlderTerm',
  actions: 'refuseOldLeader',
  ...cites('The leader is of an older term', 'AE-1', 'RS-F-1'),
} as const;

/** IS-1: a snapshot of an older term. */
export const refuseOldSnapshot = {
  guard: 'hasOlderTerm',
  actions: 'refuseOldSnapshot',
  ...cites('The leader is of an older term', 'IS-1', 'RS-F-1'),
} as const;

const yieldToLeader = {
  target: 'follower',
  actions: ['yieldToLeader', 'handleAgain'],
  ...cites('Another server leads this term', 'RS-C-3', 'D-4'),
} as const;

/** IS-13: compaction, in every role. */
export const compactLog = [
  { guard: 'canCompact', actions: 'compact', ...cites('Replace the applied prefix by a snapshot', 'IS-13') },
  { actions: 'refuseCompact', ...cites('Nothing to compact, or not yet', 'IS-13') },
] as const;

/** CL-1: a command, at whoever does not lead. */
export const refuseCommand = { actions: 'refuseCommand', ...cites('Only a leader takes commands', 'CL-1') } as const;

/** The machine of one server. Enter it through `step()`. */
export const raftMachine = raft.createMachine({
  id: 'raft',
  description: 'A Raft server (Figure 4)',
  context: ({ input }) => ({ server: input, effects: [], fired: [] }),
  initial: 'follower',
  // No event sets off more than a few rules; rules that never come to rest are a mistake, and are told as one.
  options: { maxIterations: 1000 },
  always: {
    guard: 'hasUnapplied',
    actions: 'applyCommitted',
    ...cites('Apply what is committed', 'RS-A-1'),
  },
  states: {
    follower: {
      description: 'Answers candidates and leaders',
      on: {
        start: { actions: 'start', ...cites('Back from the disk', 'ST-9') },
        'timeout.election': {
          target: 'candidate',
          actions: 'becomeCandidate',
          ...cites('No word from a leader: stand for election', 'RS-F-2', 'RS-C-1', 'RV-3'),
        },
        clientCommand: refuseCommand,
        compact: compactLog,
        RequestVote: [adoptNewerTerm, ...answerVoteRequest],
        RequestVoteReply: adoptNewerTerm,
        AppendEntries: [
          adoptNewerTerm,
          refuseOldLeader,
          {
            guard: 'lacksPrevEntry',
            actions: 'refuseEntries',
            ...cites('The entries do not continue the log', 'AE-2', 'D-9', 'D-10', 'RS-F-1', 'RS-F-3'),
          },
          {
            actions: 'acceptEntries',
            ...cites(
              'Take what is new, and follow leaderCommit',
              ...(['AE-3', 'AE-4', 'AE-5', 'AE-7', 'D-1', 'D-2', 'D-10', 'D-13', 'RS-F-1', 'RS-F-3'] as const),
            ),
          },
        ],
        AppendEntriesReply: adoptNewerTerm,
        InstallSnapshot: [
          adoptNewerTerm,
          refuseOldSnapshot,
          {
            guard: 'hasCommittedSnapshot',
            actions: 'skipSnapshot',
            ...cites('The snapshot brings nothing', 'D-7', 'RS-F-1', 'RS-F-3'),
          },
          {
            guard: 'completesSnapshot',
            actions: 'installSnapshot',
            ...cites(
              'The last chunk: the snapshot takes the place of the log',
              ...(['IS-2', 'IS-3', 'IS-5', 'IS-6', 'IS-7', 'IS-8', 'D-8', 'D-12', 'RS-F-1', 'RS-F-3'] as const),
            ),
          },
          {
            guard: 'isCorrupt',
            actions: 'discardSnapshot',
            ...cites('The checksum does not fit', 'IS-12', 'D-12', 'RS-F-1', 'RS-F-3'),
          },
          {
            actions: 'storeChunk',
            ...cites('Keep the chunk, and wait for more', 'IS-2', 'IS-3', 'IS-4', 'RS-F-1', 'RS-F-3'),
          },
        ],
        InstallSnapshotReply: adoptNewerTerm,
      },
    },
    candidate: {
      description: 'Asks for votes',
      always: {
        guard: 'hasMajority',
        target: 'leader',
        actions: 'becomeLeader',
        ...cites('Votes from a majority: lead', 'RS-C-2', 'RS-L-1', 'AE-6'),
      },
      on: {
        'timeout.election': {
          actions: 'retryElection',
          ...cites('Nobody has won: try again in a new term', 'RS-C-4', 'RS-C-1', 'RV-3'),
        },
        clientCommand: refuseCommand,
        compact: compactLog,
        RequestVote: [adoptNewerTerm, ...answerVoteRequest],
        RequestVoteReply: [
          adoptNewerTerm,
          { guard: 'bringsVote', actions: 'countVote', ...cites('A vote', 'RS-C-2', 'D-6') },
        ],
        AppendEntries: [adoptNewerTerm, refuseOldLeader, yieldToLeader],
        AppendEntriesReply: adoptNewerTerm,
        InstallSnapshot: [adoptNewerTerm, refuseOldSnapshot, yieldToLeader],
        InstallSnapshotReply: adoptNewerTerm,
      },
    },
    leader: {
      description: 'Replicates its log',
      always: [
        {
          guard: 'hasEntriesToSend',
          actions: 'sendEntries',
          ...cites('A follower lacks entries: send them', 'RS-L-3', 'AE-6', 'D-14', 'D-15'),
        },
        {
          guard: 'canCommit',
          actions: 'advanceCommitIndex',
          ...cites('A majority has an entry of this term: commit', 'RS-L-4'),
        },
        {
          guard: 'hasUnapplied',
          actions: 'applyAndReply',
          ...cites('Apply what is committed, and answer the clients', 'RS-A-1', 'RS-L-2'),
        },
      ],
      on: {
        'timeout.heartbeat': {
          actions: 'heartbeat',
          ...cites('Idle: remind the followers', 'RS-L-1', 'AE-6', 'IS-9'),
        },
        clientCommand: { actions: 'appendCommand', ...cites('Append the command', 'RS-L-2') },
        compact: compactLog,
        RequestVote: [stepDownForNewerTerm, ...answerVoteRequest],
        RequestVoteReply: stepDownForNewerTerm,
        AppendEntries: [
          stepDownForNewerTerm,
          refuseOldLeader,
          { ...cites('Another leader of this term: it cannot be', 'D-19') },
        ],
        AppendEntriesReply: [
          stepDownForNewerTerm,
          {
            guard: 'isSuccess',
            actions: 'advanceFollower',
            ...cites('The follower has the entries', 'RS-L-5', 'D-6'),
          },
          {
            guard: 'isRejection',
            actions: 'backUp',
            ...cites('The follower lacks what went before: go back', 'RS-L-6', 'D-6', 'D-9', 'AE-6', 'IS-9'),
          },
        ],
        InstallSnapshot: [
          stepDownForNewerTerm,
          refuseOldSnapshot,
          { ...cites('Another leader of this term: it cannot be', 'D-19') },
        ],
        InstallSnapshotReply: [
          stepDownForNewerTerm,
          {
            guard: 'isInstalled',
            actions: 'finishSnapshot',
            ...cites('The follower has the snapshot', 'IS-11', 'D-6'),
          },
          {
            guard: 'wantsChunk',
            actions: 'sendNextChunk',
            ...cites('The follower waits for the next chunk', 'IS-10', 'D-11'),
          },
          {
            guard: 'awaitsSentChunk',
            actions: 'keepSentChunk',
            ...cites('The chunk that the follower waits for is under way', 'D-22'),
          },
        ],
      },
    },
  },
});

/** A machine of this shape; `raftMachine.provide({ guards, actions })` makes one with other rules under the same names. */
export type RaftMachine = typeof raftMachine;

const PREFIX = 'timeout.';

/** The timers of each role: those whose timeout the machine answers in it. */
export const timersOf = (machine: RaftMachine): ((role: Role) => readonly TimerName[]) => {
  const byRole = new Map(
    Object.entries(machine.states).map(([role, { ownEvents }]) => {
      const timeouts = (ownEvents as readonly string[]).filter((type) => type.startsWith(PREFIX));
      return [role, timeouts.map((type) => type.slice(PREFIX.length) as TimerName)];
    }),
  );
  return (role) => byRole.get(role) ?? [];
};

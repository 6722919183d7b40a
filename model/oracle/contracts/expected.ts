/**
 * What the clauses say about one step, as data: for each thing that a step can change, the value that it has to have
 * afterwards and the clause that says so. Everything that no clause mentions stays as it was.
 *
 * This is Figure 2 once more, in the form of a check. It shares nothing with the rules but the types.
 */
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import type {
  Entry,
  Event,
  ExtensionId,
  Index,
  Message,
  PerFollower,
  Reject,
  Role,
  Server,
  ServerId,
  Snapshot,
  Term,
} from '../../../src/core/types.ts';
import { entryAt, firstChange, termAt } from '../log.ts';
import { isSame } from '../same.ts';

/** Did this come from another server? */
export const isMessage = (event: Event): event is Message => 'from' in event;

/** A value, and who says that it has to be so. */
export interface Says<T> {
  readonly value: T;
  /** The clause that is broken if it is something else; it may depend on what it is instead. */
  clauseFor(actual: T): ClauseId;
}

export const says = <T>(value: T, clause: ClauseId | ((actual: T) => ClauseId)): Says<T> => ({
  value,
  clauseFor: typeof clause === 'function' ? clause : always[clause],
});

/** For each clause a function that gives it: some twenty are asked for in each step. */
const always = Object.fromEntries(Object.keys(clauses).map((id) => [id, () => id])) as Readonly<
  Record<ClauseId, () => ClauseId>
>;

/** What has to be in the log from an index on; what comes before stays as it was. */
export interface LogChange {
  readonly from: Index;
  readonly entries: readonly Entry[];
}

export interface Expected {
  role: Says<Role>;
  currentTerm: Says<Term>;
  leaderId: Says<ServerId | null>;
  votedFor: Says<ServerId | null>;
  votesGranted: Says<readonly ServerId[]>;
  log: Says<LogChange>;
  snapshotIndex: Says<Index>;
  snapshot: Says<Snapshot | null>;
  commitIndex: Says<Index>;
  nextIndex: Says<PerFollower<Index>>;
  matchIndex: Says<PerFollower<Index>>;
  pipelining: Says<PerFollower<boolean>>;
  snapshotOffset: Says<PerFollower<number>>;
  outgoingSnapshot: Says<PerFollower<Snapshot | null>>;
  /** The data of the snapshot that is arriving; empty: none is. */
  incoming: Says<string>;
  electionTimer: Says<boolean>;
  heartbeatTimer: Says<boolean>;
  restored: Says<Index | null>;
  reject: Says<Reject['reason'] | null>;
  /** Messages that have to be sent, in this order, before any that RS-L-3 adds. */
  messages: Says<Message | undefined>[];
  /** The clause by which something has to be done at all. */
  acts?: ClauseId;
  /** Up to where a leader counts its own log; absent: all of it. */
  ownCopy?: Says<Index>;
  /** The clause to blame for what a leader commits; absent: RS-L-4. */
  commits?: ClauseId;
  /** The clauses by which an entry that holds no command is given to no state machine, and no client is answered for it. */
  withoutCommand?: { readonly apply: ClauseId; readonly reply: ClauseId };
  /** Which part of a snapshot the state machine is given, and the clause that says so; absent: all of it. */
  restoredAs?: { readonly part: (snapshot: Snapshot) => Snapshot; readonly clause: ClauseId };
  /** It leads until what is committed is applied and answered, and then steps down; absent: it does not. */
  leaves?: true;
  /** What the optional pages keep. */
  extensions: Partial<Record<ExtensionId, Says<unknown>>>;
}

/** Whoever takes a role without a reason breaks the clause that gives one. */
const roleClauses: readonly (readonly [Role, ClauseId])[] = [
  ['leader', 'RS-C-2'],
  ['candidate', 'RS-F-2'],
  ['preCandidate', 'PV-2'],
];

const roleClause = (actual: Role): ClauseId => roleClauses.find(([role]) => role === actual)?.[1] ?? 'RS-C-3';

/** Nothing has happened, or only this: a message has brought a newer term (RS-A-2). */
export const noChange = (before: Server, newerTerm?: Term): Expected => {
  const follows = newerTerm !== undefined || before.role === 'follower';
  const leads = !follows && before.role === 'leader';
  return {
    role: newerTerm === undefined ? says(before.role, roleClause) : says('follower', 'RS-A-2'),
    currentTerm: says(newerTerm ?? before.currentTerm, 'RS-A-2'),
    leaderId: newerTerm === undefined ? says(before.leaderId, 'CL-1') : says(null, 'RS-A-2'),
    votedFor: newerTerm === undefined ? says(before.votedFor, 'D-4') : says(null, 'RS-A-2'),
    votesGranted: says(follows ? [] : before.votesGranted, newerTerm === undefined ? 'RS-C-2' : 'RS-A-2'),
    log: says<LogChange>({ from: before.log.lastIndex + 1, entries: [] }, ({ from }) => {
      if (from <= before.log.lastIndex) return 'D-2';
      if (newerTerm !== undefined) return 'RS-A-2';
      return leads ? 'RS-L-2' : 'AE-4';
    }),
    snapshotIndex: says(before.log.snapshotIndex, 'IS-13'),
    snapshot: says(before.snapshot, 'IS-5'),
    commitIndex: says(before.commitIndex, (actual) =>
      actual < before.commitIndex ? 'D-6' : leads ? 'RS-L-4' : 'AE-5',
    ),
    nextIndex: says(leads ? before.nextIndex : {}, 'D-6'),
    matchIndex: says(leads ? before.matchIndex : {}, 'D-6'),
    pipelining: says(leads ? before.pipelining : {}, 'D-14'),
    snapshotOffset: says(leads ? before.snapshotOffset : {}, 'IS-10'),
    outgoingSnapshot: says(leads ? before.outgoingSnapshot : {}, 'IS-10'),
    incoming: says(before.incomingSnapshot?.data ?? '', 'IS-3'),
    electionTimer: says(newerTerm !== undefined && before.role === 'leader', 'RS-F-3'),
    heartbeatTimer: says(false, 'RS-L-1'),
    restored: says(null, 'IS-8'),
    reject: says(null, 'CL-1'),
    messages: [],
    extensions: {},
  };
};

/** The clause to blame for a snapshot that is not the expected one: its term, its checksum alone, or else what it should have been. */
export const snapshotClause =
  (expected: Snapshot, otherwise: ClauseId) =>
  (actual: Snapshot | null): ClauseId => {
    if (actual?.lastIncludedIndex !== expected.lastIncludedIndex) return otherwise;
    if (actual.lastIncludedTerm !== expected.lastIncludedTerm) return 'IS-14';
    return actual.data === expected.data && actual.checksum !== expected.checksum ? 'D-12' : otherwise;
  };

/** A problem: the clause that the step broke, and what it should have done. */
export interface ContractProblem {
  /** The clause that is broken, the first in the order of cause. */
  readonly clause: ClauseId;
  /** What is otherwise than it should be, in a sentence. */
  readonly because: string;
}

const show = (value: unknown): string => JSON.stringify(value);

/** Collects the first thing that is not as it should be. */
export class Comparison {
  problem: ContractProblem | undefined;

  compare<T>(what: string, actual: T, expected: Says<T>): void {
    if (this.problem || isSame(actual, expected.value)) return;
    const clause = expected.clauseFor(actual);
    this.problem = { clause, because: `${what} is ${show(actual)}, by ${clause} it should be ${show(expected.value)}` };
  }

  demand(holds: boolean, clause: ClauseId, because: () => string): void {
    if (!this.problem && !holds) this.problem = { clause, because: because() };
  }
}

/** Compares what became of a log with what should have: entry by entry where it may have changed. */
export const compareLog = (comparison: Comparison, before: Server, after: Server, expected: Says<LogChange>): void => {
  const { from, entries } = expected.value;
  const last = from + entries.length - 1;
  if (before.log === after.log && entries.length === 0) return;
  const changed = firstChange(before.log, after.log);
  const clause = expected.clauseFor({ from: changed, entries: [] });
  comparison.demand(
    after.log.lastIndex === last,
    clause,
    () => `the log ends at ${after.log.lastIndex}, by ${clause} it should end at ${last}`,
  );
  for (const [offset, entry] of entries.entries()) {
    const actual = entryAt(after.log, from + offset);
    if (from + offset > after.log.snapshotIndex)
      comparison.compare(`entry ${from + offset}`, actual, says(entry, clause));
  }
  if (changed < from)
    comparison.compare(`entry ${changed}`, entryAt(after.log, changed), says(entryAt(before.log, changed), clause));
};

/** The term at an index as the paper reads it: 0 before the log, undefined where it is not known. */
export const termOf = (server: Server, index: Index): Term | undefined => (index === 0 ? 0 : termAt(server.log, index));

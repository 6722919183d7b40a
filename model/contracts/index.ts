/**
 * SP-18: each step does what its clauses say, and no more. The contract of a step names the clause that was broken, at the
 * step that broke it, long before a safety property falls as a consequence.
 */
import { entryAt } from '../../src/core/log.ts';
import { applyPersist, durable } from '../../src/core/server.ts';
import type { Effect, Event, Message, Persist, Server } from '../../src/core/types.ts';
import type { Observation } from '../../src/sim/cluster.ts';
import { expectAppend } from './append.ts';
import { Comparison, compareLog, type Expected, type Problem, says, unchanged } from './expected.ts';
import { committable, compareSends, expectLeadership, expectProgress, expectTransfer } from './leaders.ts';
import { expectCompaction, expectInstall } from './snapshots.ts';
import { expectElection, expectVote, expectVoteCounted } from './votes.ts';

export type { Problem } from './expected.ts';

const isMessage = (event: Event): event is Message => 'from' in event;

/** What the clauses say about this event at this server. */
const expectationOf = (before: Server, event: Event): Expected => {
  const expected = unchanged(before, isMessage(event) && event.term > before.currentTerm ? event.term : undefined);
  switch (event.type) {
    case 'start':
      expected.electionTimer = says(true, 'ST-9');
      expected.restored = says(before.snapshot?.lastIncludedIndex ?? null, 'ST-9');
      break;
    case 'electionTimeout':
      if (before.role !== 'leader') expectElection(before, expected);
      break;
    case 'heartbeatTimeout':
      expected.heartbeatTimer = says(before.role === 'leader', 'RS-L-1');
      break;
    case 'clientCommand':
      if (before.role !== 'leader') expected.reject = says('notLeader', 'CL-1');
      else
        expected.log = says(
          { from: before.log.lastIndex + 1, entries: [{ term: before.currentTerm, command: event.command }] },
          'RS-L-2',
        );
      break;
    case 'compact':
      expectCompaction(before, event, expected);
      break;
    case 'RequestVote':
      expectVote(before, event, expected);
      break;
    case 'RequestVoteReply':
      expectVoteCounted(before, event, expected);
      break;
    case 'AppendEntries':
      expectAppend(before, event, expected);
      break;
    case 'AppendEntriesReply':
      expectProgress(before, event, expected);
      break;
    case 'InstallSnapshot':
      expectInstall(before, event, expected);
      break;
    case 'InstallSnapshotReply':
      expectTransfer(before, event, expected);
  }
  return expected;
};

/** The clause that a step broke; undefined: none. */
export const brokenClause = ({ before, event, after, effects }: Observation): Problem | undefined => {
  const expected = expectationOf(before, event);
  const comparison = new Comparison();
  const sent = effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
  const has = (type: Effect['type']): boolean => effects.some((effect) => effect.type === type);
  compareState(comparison, before, after, expected);
  for (const [place, message] of expected.messages.entries()) {
    comparison.compare(`message ${place + 1}`, sent[place], message);
  }
  compareEffects(comparison, effects, expected);
  compareApplied(comparison, before, after, effects);
  compareLeader(comparison, { before, event, after }, expected, sent.slice(expected.messages.length));
  comparison.compare('electionTimer restarted', has('armElectionTimer'), expected.electionTimer);
  comparison.compare('heartbeatTimer restarted', has('armHeartbeatTimer'), expected.heartbeatTimer);
  compareWrites(comparison, before, after, effects);
  return comparison.problem;
};

const compareState = (comparison: Comparison, before: Server, after: Server, expected: Expected): void => {
  comparison.compare('currentTerm', after.currentTerm, expected.currentTerm);
  comparison.compare('votedFor', after.votedFor, expected.votedFor);
  comparison.compare('role', after.role, expected.role);
  comparison.compare('votesGranted', after.votesGranted, expected.votesGranted);
  comparison.compare('snapshot', after.snapshot, expected.snapshot);
  comparison.compare('snapshotIndex', after.log.snapshotIndex, expected.snapshotIndex);
  compareLog(comparison, before, after, expected.log);
  if (after.role === 'leader') {
    const { commitIndex } = expected;
    expected.commitIndex = says(committable(after, commitIndex.value), (actual) =>
      actual < before.commitIndex ? 'D-6' : 'RS-L-4',
    );
  }
  comparison.compare('commitIndex', after.commitIndex, expected.commitIndex);
  comparison.compare('incomingSnapshot length', after.incomingSnapshot?.data.length ?? 0, expected.incomingLength);
};

const compareEffects = (comparison: Comparison, effects: readonly Effect[], expected: Expected): void => {
  const reject = effects.find((effect) => effect.type === 'reject');
  comparison.compare('reject', reject?.reason ?? null, expected.reject);
  const restore = effects.find((effect) => effect.type === 'restoreSnapshot');
  comparison.compare('restored snapshot', restore?.snapshot.lastIncludedIndex ?? null, expected.restored);
};

/** RS-A-1, RS-L-2: what was committed is applied, each entry once and in order, and the leader answers for its own. */
const compareApplied = (comparison: Comparison, before: Server, after: Server, effects: readonly Effect[]): void => {
  const restored = effects.find((effect) => effect.type === 'restoreSnapshot')?.snapshot.lastIncludedIndex ?? 0;
  const due: unknown[] = [];
  for (let index = Math.max(before.lastApplied, restored) + 1; index <= after.commitIndex; index++) {
    const entry = entryAt(after.log, index);
    due.push({ type: 'apply', index, ...entry });
    if (after.role === 'leader' && entry?.term === after.currentTerm)
      due.push({ type: 'reply', index, term: entry.term });
  }
  const done = effects.filter(({ type }) => type === 'apply' || type === 'reply');
  const applies = (list: readonly unknown[]) => list.filter((item) => (item as Effect).type === 'apply');
  comparison.compare('applied', applies(done), says(applies(due), 'RS-A-1'));
  comparison.compare('applied and answered', done, says(due, 'RS-L-2'));
  comparison.compare('lastApplied', after.lastApplied, says(Math.max(before.lastApplied, after.commitIndex), 'RS-A-1'));
};

/** The leaders' box: whom a leader writes to, and what it believes of its followers. */
const compareLeader = (
  comparison: Comparison,
  { before, event, after }: Pick<Observation, 'before' | 'event' | 'after'>,
  expected: Expected,
  sent: readonly Message[],
): void => {
  if (after.role !== 'leader') {
    comparison.compare('messages', sent, says([], sent[0]?.type === 'RequestVote' ? 'RV-3' : 'RS-F-1'));
    comparison.compare('nextIndex', after.nextIndex, says({}, 'ST-6'));
    comparison.compare('matchIndex', after.matchIndex, says({}, 'ST-7'));
    return;
  }
  const isNew = before.role !== 'leader' || before.currentTerm !== after.currentTerm;
  if (isNew) expectLeadership(after, expected);
  if (isNew || event.type === 'heartbeatTimeout') {
    const reached = after.peers.filter((peer) => sent.some(({ to }) => to === peer));
    comparison.compare('heartbeats to', reached, says(after.peers, 'RS-L-1'));
  }
  comparison.compare('matchIndex', after.matchIndex, expected.matchIndex);
  const nextIndex = compareSends(comparison, before, after, expected.nextIndex.value, sent);
  comparison.compare(
    'nextIndex',
    after.nextIndex,
    says(nextIndex, (actual) => expected.nextIndex.clauseFor(actual)),
  );
  compareAnswers(comparison, { before, event, after }, sent);
};

/** RS-L-6, IS-10: a leader that has learnt where a follower stands writes to it at once. */
const compareAnswers = (
  comparison: Comparison,
  { before, event, after }: Pick<Observation, 'before' | 'event' | 'after'>,
  sent: readonly Message[],
): void => {
  if (before.role !== 'leader' || !isMessage(event) || event.term !== before.currentTerm) return;
  const isAnswered = sent.some(({ to }) => to === event.from);
  if (event.type === 'AppendEntriesReply' && after.nextIndex[event.from] !== undefined) {
    const wentBack = (after.nextIndex[event.from] ?? 0) < (before.nextIndex[event.from] ?? 0) && !event.success;
    comparison.demand(
      !wentBack || isAnswered,
      'RS-L-6',
      () => `${after.id} goes back for ${event.from} and does not try again`,
    );
  }
  if (event.type === 'InstallSnapshotReply' && !event.done) {
    const { snapshot } = before;
    const isOfThis = snapshot?.lastIncludedIndex === event.lastIncludedIndex && snapshot.checksum === event.checksum;
    const isWanted = isOfThis && (before.nextIndex[event.from] ?? 0) <= before.log.snapshotIndex;
    const isNew = event.offset !== before.snapshotOffset[event.from];
    comparison.demand(
      !(isWanted && isNew) || isAnswered,
      'IS-10',
      () => `${event.from} waits for offset ${event.offset} and gets nothing`,
    );
  }
};

/** ST-8: what a step has changed of the durable state, it has written. */
const compareWrites = (comparison: Comparison, before: Server, after: Server, effects: readonly Effect[]): void => {
  const writes = effects.filter((effect): effect is Persist => effect.type === 'persist');
  if (writes.length === 0 && isUnwritten(before, after)) return;
  const written = writes.reduce(applyPersist, durable(before));
  comparison.compare('the term on disk', written.currentTerm, says(after.currentTerm, 'ST-8'));
  comparison.compare('the vote on disk', written.votedFor, says(after.votedFor, 'ST-8'));
  comparison.compare('the snapshot on disk', written.snapshot, says(after.snapshot, 'ST-8'));
  comparison.compare('the log on disk', ends(written.log), says(ends(after.log), 'ST-8'));
};

const ends = ({ snapshotIndex, snapshotTerm, lastIndex, tail }: Server['log']) => ({
  snapshotIndex,
  snapshotTerm,
  lastIndex,
  tail,
});

const isUnwritten = (before: Server, after: Server): boolean =>
  before.currentTerm === after.currentTerm &&
  before.votedFor === after.votedFor &&
  before.snapshot === after.snapshot &&
  before.log === after.log;

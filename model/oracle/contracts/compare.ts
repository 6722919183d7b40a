/** Compares a step with what the clauses say about it. */

import type { ClauseId } from '../../../src/core/clauses.ts';
import type {
  Effect,
  Entry,
  ExtensionId,
  Index,
  Message,
  Persist,
  Server,
  Snapshot,
  Term,
  TimerName,
} from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { beforeWrites, coveredOn, entryOn, lastOn, termOn, type Written, write } from '../disk.ts';
import { entryAt, firstChange } from '../log.ts';
import { othersOf } from '../members.ts';
import { type Comparison, compareLog, type Expected, isMessage, says } from './expected.ts';
import { aheadOf, committable, compareSends, isChunkUnderWay, wantsChunk } from './leaders.ts';

/**
 * The State box: what the server knows afterwards, in the order of cause. A term comes first, since all else depends on it; then
 * the role, that may do what follows; then the log, by which votes and commitments are decided; then these.
 */
export const compareState = (comparison: Comparison, before: Server, after: Server, expected: Expected): void => {
  comparison.compare('currentTerm', after.currentTerm, expected.currentTerm);
  comparison.compare('role', after.role, expected.role);
  comparison.compare('snapshot', after.snapshot, expected.snapshot);
  comparison.compare('snapshotIndex', after.log.snapshotIndex, expected.snapshotIndex);
  comparison.compare('snapshotTerm', after.log.snapshotTerm, says(after.snapshot?.lastIncludedTerm ?? 0, 'IS-14'));
  compareLog(comparison, before, after, expected.log);
  comparison.compare('votedFor', after.votedFor, expected.votedFor);
  comparison.compare('votesGranted', after.votesGranted, expected.votesGranted);
  for (const [id, says] of Object.entries(expected.extensions))
    comparison.compare(id, after.extensions?.[id as ExtensionId], says);
  if (after.role === 'leader') {
    const { commitIndex, ownCopy, commits = 'RS-L-4' } = expected;
    const clauseFor = (actual: Index): ClauseId => {
      if (actual < before.commitIndex) return 'D-6';
      return ownCopy && actual === committable(after, commitIndex.value) ? ownCopy.clauseFor(actual) : commits;
    };
    expected.commitIndex = says(committable(after, commitIndex.value, ownCopy?.value), clauseFor);
  }
  comparison.compare('commitIndex', after.commitIndex, expected.commitIndex);
  comparison.compare('leaderId', after.leaderId, expected.leaderId);
  comparison.compare('peers', after.peers, says(before.peers, 'D-17'));
  comparison.compare('options', after.options, says(before.options, 'D-15'));
};

/** RS-A-1, RS-L-2, CL-1, IS-8: what the state machine and the clients are told, each thing once and in order. */
export const compareApplied = (
  comparison: Comparison,
  { before, after, effects }: Pick<Observation, 'before' | 'after' | 'effects'>,
  expected: Expected,
): void => {
  const rejects = effects.filter((effect) => effect.type === 'reject');
  comparison.compare('reject', rejects[0]?.reason ?? null, expected.reject);
  if (rejects[0]) comparison.compare('leaderId of the reject', rejects[0].leaderId, says(before.leaderId, 'CL-1'));
  comparison.demand(
    rejects.length <= 1,
    expected.reject.clauseFor('notLeader'),
    () => `it refuses ${rejects.length} times`,
  );
  const place = effects.findIndex((effect) => effect.type === 'restoreSnapshot');
  const restore = effects.find((effect) => effect.type === 'restoreSnapshot');
  comparison.compare('restored snapshot', restore?.snapshot.lastIncludedIndex ?? null, expected.restored);
  if (restore) {
    const { part, clause } = expected.restoredAs ?? { part: (whole: Snapshot) => whole, clause: 'IS-8' };
    comparison.compare('restored snapshot', restore.snapshot, says(part(after.snapshot ?? restore.snapshot), clause));
  }
  const write = effects.findIndex(({ type }) => type === 'persist');
  comparison.demand(
    place < 0 || write < place,
    'IS-8',
    () => 'the state machine is reset before the snapshot is saved',
  );
  compareWithoutCommand(comparison, after, effects, expected);
  const due: unknown[] = [];
  const restored = restore?.snapshot.lastIncludedIndex ?? 0;
  // A broken step may know anything to be committed; one missing entry is enough to say so.
  const last = Math.min(after.commitIndex, after.log.lastIndex + 1);
  for (let index = Math.max(before.lastApplied, restored) + 1; index <= last; index++) {
    const entry = entryAt(after.log, index);
    if (holdsNoCommand(entry)) continue;
    due.push({ type: 'apply', index, ...entry });
    const isOwn = (after.role === 'leader' || expected.leaves) && entry?.term === after.currentTerm;
    if (isOwn) due.push({ type: 'reply', index, term: entry.term });
  }
  const done = effects.filter(({ type }) => type === 'apply' || type === 'reply');
  if (due.length > 0 || done.length > 0) {
    const applies = (list: readonly unknown[]) => list.filter((item) => (item as Effect).type === 'apply');
    comparison.compare('applied', applies(done), says(applies(due), 'RS-A-1'));
    comparison.compare('applied and answered', done, says(due, 'RS-L-2'));
  }
  const clauseFor = (actual: Index): ClauseId =>
    (holdsNoCommand(entryAt(after.log, actual + 1)) && expected.withoutCommand?.apply) || 'RS-A-1';
  comparison.compare(
    'lastApplied',
    after.lastApplied,
    says(Math.max(before.lastApplied, after.commitIndex), clauseFor),
  );
};

const holdsNoCommand = (entry: Entry | undefined): boolean => entry !== undefined && !('command' in entry);

/** What holds no command is not for a state machine, and nobody has asked for it. */
const compareWithoutCommand = (
  comparison: Comparison,
  { log }: Server,
  effects: readonly Effect[],
  { withoutCommand = { apply: 'RS-A-1', reply: 'RS-L-2' } }: Expected,
): void => {
  for (const effect of effects) {
    if (effect.type !== 'apply' && effect.type !== 'reply') continue;
    const { type, index } = effect;
    const because = () => `entry ${index} holds no command, and there is an ${type} effect for it`;
    comparison.demand(!holdsNoCommand(entryAt(log, index)), withoutCommand[type], because);
  }
};

/** The leaders' box: whom a leader writes to, and what it believes of its followers. */
export const compareLeader = (
  comparison: Comparison,
  { before, event, after }: Pick<Observation, 'before' | 'event' | 'after'>,
  expected: Expected,
  sent: readonly Message[],
): void => {
  if (after.role !== 'leader') {
    const may = expected.leaves ? sent : [];
    comparison.compare('messages', sent, says(may, sent[0]?.type === 'RequestVote' ? 'RV-3' : 'RS-F-1'));
    comparison.compare('nextIndex', after.nextIndex, says({}, 'ST-6'));
    comparison.compare('matchIndex', after.matchIndex, says({}, 'ST-7'));
    comparison.compare('pipelining', after.pipelining, says({}, 'D-14'));
    comparison.compare('snapshotOffset', after.snapshotOffset, says({}, 'IS-10'));
    comparison.compare('outgoingSnapshot', after.outgoingSnapshot, says({}, 'IS-10'));
    return;
  }
  if (before.role !== 'leader' || (event.type === 'timeout' && event.timer === 'heartbeat')) {
    const reached = othersOf(after).filter((peer) => sent.some(({ to }) => to === peer));
    comparison.compare('heartbeats to', reached, says(othersOf(after), 'RS-L-1'));
  }
  comparison.compare('matchIndex', after.matchIndex, expected.matchIndex);
  const { value } = expected.nextIndex;
  const ahead = aheadOf(after, value, sent);
  const isByRule = (actual: Server['nextIndex']): boolean =>
    othersOf(after).some((peer) => value[peer] === ahead[peer] && actual[peer] !== ahead[peer]);
  comparison.compare(
    'nextIndex',
    after.nextIndex,
    says(ahead, (actual) => (isByRule(actual) ? expected.nextIndex.clauseFor(actual) : 'D-14')),
  );
  comparison.compare('pipelining', after.pipelining, expected.pipelining);
  comparison.compare('outgoingSnapshot', after.outgoingSnapshot, expected.outgoingSnapshot);
  comparison.compare('snapshotOffset', after.snapshotOffset, expected.snapshotOffset);
  compareSends(comparison, before, after, value, sent);
  compareAnswers(comparison, { before, event, after }, sent);
};

/** RS-L-6, IS-10: a leader that has learnt where a follower stands writes to it at once; and not without need. */
const compareAnswers = (
  comparison: Comparison,
  { before, event, after }: Pick<Observation, 'before' | 'event' | 'after'>,
  sent: readonly Message[],
): void => {
  if (before.role !== 'leader' || !isMessage(event) || event.term !== before.currentTerm) return;
  const { from } = event;
  const isAnswered = sent.some(({ to }) => to === from);
  if (event.type === 'AppendEntriesReply') {
    const wentBack = !event.success && (after.nextIndex[from] ?? 0) < (before.nextIndex[from] ?? 0);
    comparison.demand(
      !wentBack || isAnswered,
      'RS-L-6',
      () => `${after.id} goes back for ${from} and does not try again`,
    );
  }
  if (event.type === 'InstallSnapshotReply' && !event.done) {
    const isWanted = wantsChunk(before, event);
    const what = isWanted ? 'gets nothing' : 'gets one that it does not wait for';
    comparison.demand(
      isWanted === isAnswered,
      isWanted ? 'IS-10' : isChunkUnderWay(before, event) ? 'D-22' : 'D-6',
      () => `${from} asks for a chunk and ${what}`,
    );
  }
};

/** RS-F-3, RS-L-1: which timers were started anew, and which run after the step. */
export const compareTimers = (
  comparison: Comparison,
  { before, after, effects }: Pick<Observation, 'before' | 'after' | 'effects'>,
  { electionTimer, heartbeatTimer }: Expected,
): void => {
  comparison.compare('electionTimer restarted', isArmed(effects, 'election'), electionTimer);
  comparison.compare('heartbeatTimer restarted', isArmed(effects, 'heartbeat'), heartbeatTimer);
  const [led, leads] = [before.role === 'leader', after.role === 'leader'];
  const clause = leads ? 'RS-L-1' : 'RS-F-3';
  comparison.compare(
    'the last word to the election timer',
    lastWord(effects, 'election'),
    leads && !led ? says('stopTimer', 'RS-L-1') : says(electionTimer.value ? 'armTimer' : null, clause),
  );
  comparison.compare(
    'the last word to the heartbeat timer',
    lastWord(effects, 'heartbeat'),
    led && !leads ? says('stopTimer', 'RS-A-2') : says(heartbeatTimer.value ? 'armTimer' : null, clause),
  );
};

const isTo = (effect: Effect, timer: TimerName): boolean => 'timer' in effect && effect.timer === timer;

const isArmed = (effects: readonly Effect[], timer: TimerName): boolean =>
  effects.some((effect) => effect.type === 'armTimer' && effect.timer === timer);

/** Asked twice after every step of every run: it makes no list. */
const lastWord = (effects: readonly Effect[], timer: TimerName): Effect['type'] | null =>
  effects.findLast((effect) => isTo(effect, timer))?.type ?? null;

/** ST-8: what a step has changed of the durable state it has written, and in the form that a log can write. */
export const compareWrites = (
  comparison: Comparison,
  { before, after, effects }: Pick<Observation, 'before' | 'after' | 'effects'>,
): void => {
  const writes = effects.filter((effect): effect is Persist => effect.type === 'persist');
  if (writes.length === 0 && isUnwritten(before, after)) return;
  for (const effect of writes) compareShape(comparison, before, effect);
  comparison.demand(writes.length <= 1, 'ST-8', () => `it writes ${writes.length} times in one step`);
  const written = writes.reduce(write, beforeWrites(before));
  comparison.compare('the term on disk', written.currentTerm, says(after.currentTerm, 'ST-8'));
  comparison.compare('the vote on disk', written.votedFor, says(after.votedFor, 'ST-8'));
  comparison.compare('the snapshot on disk', written.snapshot, says(after.snapshot, 'ST-8'));
  compareWrittenLog(comparison, before, after, written);
};

/** Where the log on the disk begins and ends, what of the old one stands, and what was written behind it. */
const compareWrittenLog = (comparison: Comparison, { log }: Server, after: Server, written: Written): void => {
  const ends = (snapshotIndex: Index, snapshotTerm: Term | undefined, lastIndex: Index) => ({
    snapshotIndex,
    snapshotTerm,
    lastIndex,
  });
  const covered = coveredOn(written);
  const { snapshotIndex, snapshotTerm, lastIndex } = after.log;
  comparison.compare(
    'the log on disk',
    ends(covered, termOn(written, covered), lastOn(written)),
    says(ends(snapshotIndex, snapshotTerm, lastIndex), 'ST-8'),
  );
  const unwrittenChange = firstChange(log, after.log);
  const first = Math.max(written.kept, covered) + 1;
  for (const index of [unwrittenChange, ...written.added.map((_, place) => first + place)]) {
    if (index > covered && index <= lastIndex)
      comparison.compare(`entry ${index} on disk`, entryOn(written, index), says(entryAt(after.log, index), 'ST-8'));
  }
};

/** A write deletes what it says that it deletes, and appends where the log ends. */
const compareShape = (comparison: Comparison, { log }: Server, { snapshot, truncateFrom, append }: Persist): void => {
  const start = Math.max(log.lastIndex, snapshot?.lastIncludedIndex ?? 0) + 1;
  const end = truncateFrom ?? start;
  comparison.demand(
    end < start || truncateFrom === undefined,
    'ST-8',
    () => `it deletes from ${end}, where there is nothing`,
  );
  if (append) comparison.compare('where the write appends', append.firstIndex, says(end, 'ST-8'));
};

const isUnwritten = (before: Server, after: Server): boolean =>
  before.currentTerm === after.currentTerm &&
  before.votedFor === after.votedFor &&
  before.snapshot === after.snapshot &&
  before.log === after.log;

/** What the page of read index (spec/extensions/read-index.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { ReadIndexState, WaitingRead } from '../../../src/core/extensions/readIndex.ts';
import type { Effect, Index, Message, MessageType, Server, ServerId } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Comparison, type Expected, says } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';
import { decide, othersOf } from '../members.ts';
import { readIndexClaims } from './readIndexClaims.ts';
import {
  isCounted,
  isHeartbeat,
  isLost,
  isOfItsTerm,
  isRepeat,
  isToldIndex,
  isUnderWay,
  knowsCommitted,
  waitingAt,
  waits,
} from './readIndexFacts.ts';

const sends: readonly MessageType[] = [
  ...(['ReadIndexCheck', 'ReadIndexCheckReply', 'ReadIndexRequest', 'ReadIndexReply'] as const),
];

/** A read that is answered: to a client here, or to the follower that asked. */
interface Answer {
  readonly id: string;
  readonly to: ServerId;
  readonly index: Index;
}

/** What has to come of a step. */
interface Due extends ReadIndexState {
  readonly rejected: readonly string[];
  readonly answers: readonly Answer[];
  readonly messages: readonly Message[];
}

/** RI-4, RI-8: all that wait for no round are of the next one. */
const withRound = (due: Due, after: Server): Due => {
  const round = due.round + 1;
  const { id: from, currentTerm: term, commitIndex: index } = after;
  return {
    ...due,
    round,
    reads: due.reads.map((read) => (read.round === 0 ? { ...read, round, index } : read)),
    messages: [
      ...due.messages,
      ...othersOf(after).map((to): Message => ({ type: 'ReadIndexCheck', from, to, term, round })),
    ],
  };
};

/** RI-6: do more than half of all servers know of no newer term, since the read's round began? */
const isConfirmed = ({ answered }: Due, { round }: WaitingRead, after: Server): boolean =>
  round > 0 && decide(after, [after.id, ...othersOf(after).filter((peer) => (answered[peer] ?? 0) >= round)]);

/** RI-7, RI-11: those that can be answered are, and wait no more. */
const withAnswers = (due: Due, after: Server): Due => {
  const leads = after.role === 'leader';
  const isDone = (read: WaitingRead): boolean =>
    read.index !== null && read.index <= after.lastApplied && (!leads || isConfirmed(due, read, after));
  const reads = due.reads.filter((read) => !isDone(read));
  const done = due.reads.filter(isDone).map(({ id, from, index }): Answer => ({ id, to: from, index: index ?? 0 }));
  return { ...due, reads, answered: isUnderWay(reads) ? due.answered : {}, answers: [...due.answers, ...done] };
};

const withRead = (due: Due, id: string, from: ServerId): Due =>
  waits(due.reads, id, from) ? due : { ...due, reads: [...due.reads, { id, from, round: 0, index: null }] };

const requestOf = ({ id: from, currentTerm: term }: Server, id: string, to: ServerId): Message => ({
  type: 'ReadIndexRequest',
  from,
  to,
  term,
  id,
});

/** RI-2, RI-9, RI-12: what becomes of a client's read. */
const afterRead = (due: Due, before: Server, id: string): Due => {
  if (before.role === 'leader') return withRead(due, id, before.id);
  if (before.leaderId === null) return { ...due, rejected: [id] };
  const request = requestOf(before, id, before.leaderId);
  return waits(due.reads, id, before.id)
    ? due
    : { ...withRead(due, id, before.id), messages: [...due.messages, request] };
};

/** RI-2, RI-5, RI-6, RI-8 to RI-11: what comes of the event itself. */
const afterEvent = (due: Due, observation: Observation): Due => {
  const { before, event, after } = observation;
  const leads = before.role === 'leader' && isOfItsTerm(observation);
  if (event.type === 'read') return afterRead(due, before, event.id);
  if (event.type === 'ReadIndexRequest') return leads ? withRead(due, event.id, event.from) : due;
  if (event.type === 'ReadIndexCheck') {
    if (leads) return due;
    const round = event.term < before.currentTerm ? 0 : event.round;
    const { id: from, currentTerm: term } = after;
    return { ...due, messages: [{ type: 'ReadIndexCheckReply', from, to: event.from, term, round }] };
  }
  if (event.type === 'ReadIndexCheckReply')
    return isCounted(observation) ? { ...due, answered: { ...due.answered, [event.from]: event.round } } : due;
  if (event.type === 'ReadIndexReply') {
    const { id, index } = event;
    const isIt = (read: WaitingRead): boolean => read.id === id && read.index === null;
    return isToldIndex(observation)
      ? { ...due, reads: due.reads.map((read) => (isIt(read) ? { ...read, index } : read)) }
      : due;
  }
  if (event.type === 'AppendEntries' && isHeartbeat(observation)) {
    const unknown = due.reads.filter(({ index }) => index === null);
    return { ...due, messages: unknown.map(({ id }) => requestOf(after, id, event.leaderId)) };
  }
  return isRepeat(observation) ? withRound(due, after) : due;
};

const dueOf = (observation: Observation): Due => {
  const { before, after } = observation;
  const { reads, round, answered } = waitingAt(before);
  const nothing = { rejected: [], answers: [], messages: [] };
  const lost: Due = {
    reads: [],
    round: 0,
    answered: {},
    ...nothing,
    rejected: reads.flatMap(({ id, from }) => (from === before.id ? [id] : [])), // RI-13
  };
  const due = afterEvent(isLost(observation) ? lost : { reads, round, answered, ...nothing }, observation);
  if (after.leaderId === null) return due;
  const answered_ = withAnswers(due, after);
  const begins = after.role === 'leader' && answered_.reads.length > 0 && !isUnderWay(answered_.reads);
  return begins && knowsCommitted(after) ? withAnswers(withRound(answered_, after), after) : answered_; // RI-3, RI-4
};

/** Whoever answers a read that is not to be answered breaks the clause that would have kept it. */
const clauseOfAnswers = (observation: Observation, due: Due, actual: readonly Answer[]): ClauseId => {
  const { event, after, before } = observation;
  const leads = after.role === 'leader';
  const usual = leads ? 'RI-7' : 'RI-11';
  const early = actual.find(({ id, to }) => due.reads.some((read) => read.id === id && read.from === to));
  if (!early) return isLost(observation) && waitingAt(before).reads.length > 0 ? 'RI-13' : usual;
  const asks = waitingAt(before).round < waitingAt(after).round;
  if (event.type === 'read' && !asks) return leads ? 'RI-2' : 'RI-9';
  if (event.type === 'ReadIndexRequest' && !asks) return 'RI-10';
  return event.type === 'ReadIndexCheckReply' && leads ? 'RI-6' : usual;
};

const clauseOfChecks = ({ event, after }: Observation): ClauseId => {
  if (event.type === 'timeout') return 'RI-8';
  return knowsCommitted(after) || waitingAt(after).round === 0 ? 'RI-4' : 'RI-3';
};

const namesOf = (reads: readonly WaitingRead[]): string => JSON.stringify(reads.map(({ id, from }) => [id, from]));

const clauseOfReads = (observation: Observation, due: Due): ClauseId => {
  const { event, before, after } = observation;
  const { reads } = waitingAt(after);
  if (isLost(observation)) return 'RI-13';
  if (event.type === 'ReadIndexReply') return 'RI-11';
  if (namesOf(reads) === namesOf(due.reads)) return clauseOfChecks(observation);
  if (event.type === 'ReadIndexRequest') return 'RI-10';
  if (event.type === 'read' && before.role !== 'leader') return 'RI-9';
  return event.type === 'read' ? 'RI-2' : 'RI-1';
};

/** RI-7, RI-11: what an answer has to show was applied before it was given. */
const compareOrder = (comparison: Comparison, { effects, after }: Observation): void => {
  for (const [place, effect] of effects.entries()) {
    if (effect.type !== 'answerRead') continue;
    const isLate = ({ type, ...rest }: Effect): boolean =>
      type === 'restoreSnapshot' || (type === 'apply' && 'index' in rest && rest.index <= effect.index);
    comparison.demand(
      !effects.slice(place).some(isLate),
      after.role === 'leader' ? 'RI-7' : 'RI-11',
      () => `${after.id} answers ${effect.id} before it has applied all up to ${effect.index}`,
    );
  }
};

const compareReads = (comparison: Comparison, observation: Observation): void => {
  const { id: own, event, after, effects } = observation;
  const due = dueOf(observation);
  const rejected = effects.flatMap((effect) => (effect.type === 'rejectRead' ? [effect.id] : []));
  comparison.compare('rejected reads', rejected, says(due.rejected, event.type === 'read' ? 'RI-12' : 'RI-13'));
  const sent = effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
  const answers = effects.flatMap((effect): readonly Answer[] => {
    if (effect.type === 'answerRead') return [{ id: effect.id, to: own, index: effect.index }];
    if (effect.type !== 'send' || effect.message.type !== 'ReadIndexReply') return [];
    const { id, to, index } = effect.message;
    return [{ id, to, index }];
  });
  const clause = (actual: readonly Answer[]): ClauseId => clauseOfAnswers(observation, due, actual);
  comparison.compare('answered reads', answers, says(due.answers, clause));
  compareOrder(comparison, observation);
  const compareSent = (type: MessageType, by: ClauseId): void => {
    const all = (messages: readonly Message[]): readonly Message[] =>
      messages.filter((message) => message.type === type).sort((a, b) => (a.to < b.to ? -1 : 1));
    comparison.compare(type, all(sent), says(all(due.messages), by));
  };
  compareSent('ReadIndexCheck', clauseOfChecks(observation));
  compareSent('ReadIndexCheckReply', 'RI-5');
  compareSent('ReadIndexRequest', 'RI-9');
  const { reads, round, answered } = waitingAt(after);
  comparison.compare('round', round, says(due.round, isLost(observation) ? 'RI-1' : clauseOfChecks(observation)));
  comparison.compare('reads', reads, says(due.reads, clauseOfReads(observation, due)));
  comparison.compare('answered', answered, says(due.answered, isLost(observation) ? 'RI-1' : 'RI-6'));
};

/** RI-5: a check of the server's own term leaves all as it was. */
const expectUnmoved = (before: Server, expected: Expected): void => {
  expected.role = says(before.role, 'RI-5');
  expected.leaderId = says(before.leaderId, 'RI-5');
  expected.electionTimer = says(false, 'RI-5');
  expected.votedFor = says(before.votedFor, 'RI-5');
};

/** The contract of read index. */
export const readIndexContract: ContractPage = {
  claims: readIndexClaims,
  sends,
  expect: (before, event, expected, figure) => {
    figure();
    if (event.type === 'ReadIndexCheck' && event.term <= before.currentTerm) expectUnmoved(before, expected);
  },
  compare: compareReads,
};

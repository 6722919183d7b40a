/**
 * SP-18: each step does what its clauses say, and no more. The contract of a step names the clause that was broken, at the
 * step that broke it, long before a safety property falls as a consequence.
 */

import type { Event, Message, Server } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { contractPages, extensionsOf } from '../extensions/index.ts';
import { isSame } from '../same.ts';
import { expectAppend } from './append.ts';
import { compareApplied, compareLeader, compareState, compareTimers, compareWrites } from './compare.ts';
import { Comparison, type ContractProblem, type Expected, isMessage, noChange, type Says, says } from './expected.ts';
import { compareClaims, compareEffects } from './fired.ts';
import { clauseIgnoring, compareIgnored } from './ignored.ts';
import { expectLeadership, expectProgress, expectTransfer } from './leaders.ts';
import type { ContractPage } from './page.ts';
import { firstRepeated, withoutRepeats } from './repeats.ts';
import { expectCompaction, expectInstall } from './snapshots.ts';
import { expectElection, expectVote, expectVoteCounted } from './votes.ts';

export type { ContractProblem } from './expected.ts';

/** What the clauses say about this event at this server: the figure's, and those of the optional pages that it has. */
const expectationOf = (before: Server, event: Event, pages: readonly ContractPage[]): Expected => {
  const expected = noChange(before, isMessage(event) && event.term > before.currentTerm ? event.term : undefined);
  const expectFrom = (place: number): void => {
    const page = pages[place];
    if (page) page.expect(before, event, expected, () => expectFrom(place - 1));
    else expectFigure(before, event, expected);
  };
  expectFrom(pages.length - 1);
  return expected;
};

/** What the clauses of the figure say about it. */
const expectFigure = (before: Server, event: Event, expected: Expected): void => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- pages answer what is theirs
  switch (event.type) {
    case 'start':
      expected.electionTimer = says(true, 'ST-9');
      expected.restored = says(before.snapshot?.lastIncludedIndex ?? null, 'ST-9');
      break;
    case 'timeout':
      if (event.timer === 'election' && before.role !== 'leader') expectElection(before, expected);
      if (event.timer === 'heartbeat') expected.heartbeatTimer = says(before.role === 'leader', 'RS-L-1');
      break;
    case 'clientCommand':
      if (before.role !== 'leader') {
        expected.reject = says('notLeader', 'CL-1');
        expected.log = says(expected.log.value, 'CL-1');
      } else
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
};

/** A message that says all that it has to say, and more: that is another decision about what messages are (D-10). */
const orSaysMore = (message: Says<Message | undefined>): Says<Message | undefined> => ({
  value: message.value,
  clauseFor: (actual) => {
    const saysAll = actual !== undefined && isSame({ ...actual, ...message.value }, actual);
    return saysAll ? 'D-10' : message.clauseFor(actual);
  },
});

/** The messages that are due, each server's in its place: no clause says who is written to first. What some server lacks is not moved. */
const inOrderOf = (due: readonly Says<Message | undefined>[], sent: readonly Message[]): readonly Message[] => {
  if (due.length < 2) return sent;
  const first = sent.slice(0, due.length);
  const found = due.flatMap(({ value }) => first.find(({ to }) => to === value?.to) ?? []);
  return found.length === due.length ? found : sent;
};

/** The clause that a step broke; undefined: none. */
export const brokenClause = (observation: Observation): ContractProblem | undefined => {
  const repeated = firstRepeated(observation.effects);
  const problem = brokenBy(repeated ? withoutRepeats(observation) : observation);
  if (problem || !repeated) return problem;
  const { type, to } = repeated;
  return { clause: 'D-10', because: `the same ${type} is sent to ${to} more than once in one step` };
};

/** What the step broke, sends that it repeats aside. */
const brokenBy = (observation: Observation): ContractProblem | undefined => {
  const { id, before, event, after, effects } = observation;
  const pages = contractPages(extensionsOf(before));
  const comparison = new Comparison();
  if (compareIgnored(comparison, observation, pages)) {
    // Of what no server can have sent only the figure speaks: a page never gets to see it.
    const isStrange = isMessage(event) && clauseIgnoring(before, event) !== undefined;
    compareClaims(comparison, observation, isStrange ? [] : pages);
    return comparison.problem;
  }
  const expected = expectationOf(before, event, pages);
  if (after.role === 'leader' && before.role !== 'leader') expectLeadership(before, expected);
  const own = pages.flatMap(({ sends = [] }) => sends);
  const sent = effects.flatMap((effect) =>
    effect.type === 'send' && !own.includes(effect.message.type) ? [effect.message] : [],
  );
  if (expected.acts) comparison.demand(effects.length > 0, expected.acts, () => `${id} does nothing at all`);
  compareState(comparison, before, after, expected);
  const due = inOrderOf(expected.messages, sent);
  for (const [place, message] of expected.messages.entries()) {
    comparison.compare(`message ${place + 1}`, due[place], orSaysMore(message));
  }
  comparison.compare('incomingSnapshot', after.incomingSnapshot?.data ?? '', expected.incoming);
  compareApplied(comparison, observation, expected);
  compareLeader(comparison, observation, expected, sent.slice(expected.messages.length));
  for (const page of pages) page.compare?.(comparison, observation);
  compareTimers(comparison, observation, expected);
  compareWrites(comparison, observation);
  compareEffects(comparison, observation);
  compareClaims(comparison, observation, pages);
  return comparison.problem;
};

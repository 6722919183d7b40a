/** What the page of check quorum (spec/extensions/check-quorum.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { CheckQuorumState } from '../../../src/core/extensions/checkQuorum.ts';
import { messageTypes } from '../../../src/core/extensions/messages.ts';
import type { Event, Role, Server, ServerId, Term, TimerName } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, type Conduct, everything } from '../contracts/claims.ts';
import { type Comparison, type Expected, isMessage, says } from '../contracts/expected.ts';
import { clauseIgnoring } from '../contracts/ignored.ts';
import type { ContractPage } from '../contracts/page.ts';
import { decide } from '../members.ts';
import { isSame } from '../same.ts';

/** CQ-1, CQ-2 */
const contactOf = ({ extensions }: Server): CheckQuorumState =>
  extensions?.['check-quorum'] ?? { heardFrom: [], leaseRuns: false };

const isNewer = (before: Server, event: Event): boolean => isMessage(event) && event.term > before.currentTerm;

/** CQ-4: an answer to what a leader of this term sends. */
const isAnswer = (before: Server, event: Event): boolean =>
  before.role === 'leader' &&
  (event.type === 'AppendEntriesReply' || event.type === 'InstallSnapshotReply') &&
  event.term === before.currentTerm;

/** CQ-8: does the leader of the term speak, at a server that follows it from now on? */
const isWord = (before: Server, event: Event): boolean =>
  (event.type === 'AppendEntries' || event.type === 'InstallSnapshot') &&
  (event.term > before.currentTerm || (event.term === before.currentTerm && before.role !== 'leader'));

const isOver = (event: Event, timer: TimerName): boolean => event.type === 'timeout' && event.timer === timer;

/** CQ-6: does the leader have to step down now? */
const losesQuorum = (before: Server, event: Event): boolean =>
  before.role === 'leader' && isOver(event, 'quorum') && !decide(before, contactOf(before).heardFrom);

const isInContact = (before: Server): boolean =>
  before.role === 'leader' || (before.role === 'follower' && before.leaderId !== null && contactOf(before).leaseRuns);

/** CQ-10, CQ-12: who is in contact ignores a candidate of a newer term. */
const ignores = (before: Server, event: Event): ClauseId | undefined => {
  if (!isNewer(before, event) || !isInContact(before)) return undefined;
  if (event.type === 'RequestVote') return 'CQ-10';
  return event.type === 'PreVote' && before.extensions?.['pre-vote'] !== undefined ? 'CQ-12' : undefined;
};

/** Whom a leader has heard after the step, and why. */
const heardAfter = (before: Server, event: Event, role: Role): readonly [readonly ServerId[], ClauseId] => {
  const { heardFrom } = contactOf(before);
  if (role === 'leader' && before.role !== 'leader') return [[before.id], 'CQ-3'];
  if (before.role !== 'leader') return [heardFrom, 'CQ-1'];
  if (isNewer(before, event)) return [[], 'CQ-7'];
  if (losesQuorum(before, event)) return [[], 'CQ-6'];
  if (isOver(event, 'quorum')) return [[before.id], 'CQ-5'];
  if (isMessage(event) && isAnswer(before, event)) return [[...new Set([...heardFrom, event.from])].sort(), 'CQ-4'];
  return [heardFrom, isMessage(event) ? 'CQ-4' : 'CQ-1'];
};

/** Does the lease run after the step, and why? */
const leaseAfter = (before: Server, event: Event): readonly [boolean, ClauseId] => {
  if (isWord(before, event)) return [true, 'CQ-8'];
  return isOver(event, 'lease') ? [false, 'CQ-9'] : [contactOf(before).leaseRuns, 'CQ-2'];
};

/** CQ-1, CQ-2, and why they are so. */
const expectContact = (before: Server, event: Event, expected: Expected): void => {
  const [heardFrom, becauseHeard] = heardAfter(before, event, expected.role.value);
  const [leaseRuns, becauseLease] = leaseAfter(before, event);
  expected.extensions['check-quorum'] = says<unknown>({ heardFrom, leaseRuns }, (actual) =>
    isSame((actual as CheckQuorumState | undefined)?.heardFrom, heardFrom) ? becauseLease : becauseHeard,
  );
};

/** CQ-6; PW-6 beside parallel write. */
const expectNoLeader = (before: Server, expected: Expected): void => {
  expected.acts = 'CQ-6';
  expected.role = says<Role>('follower', 'CQ-6');
  expected.currentTerm = says(before.currentTerm, 'CQ-6');
  expected.votedFor = says(before.votedFor, 'CQ-6');
  expected.leaderId = says(null, 'CQ-6');
  expected.electionTimer = says(true, 'CQ-6');
  if (before.extensions?.['parallel-write'] === undefined) return;
  expected.extensions['parallel-write'] = says({ writtenIndex: null }, 'PW-6');
  delete expected.ownCopy;
};

/** Why a message of a newer term has to be obeyed: there is no leader to be heard, or none that is heard, or it is no request. */
const obedienceClause = (before: Server, { type }: Event): ClauseId => {
  if (type !== 'RequestVote' && type !== 'PreVote') return 'CQ-11';
  return before.role === 'follower' && before.leaderId !== null ? 'CQ-9' : 'CQ-2';
};

/** CQ-11, CQ-9, CQ-2: nothing else of a newer term is ignored. */
const expectObedience = (before: Server, event: Event, expected: Expected): void => {
  if (!isNewer(before, event)) return;
  const otherwise = expected.currentTerm;
  const isKept = (actual: Term): boolean => actual === before.currentTerm;
  expected.currentTerm = says(otherwise.value, (actual) =>
    isKept(actual) ? obedienceClause(before, event) : otherwise.clauseFor(actual),
  );
};

/** CQ-3, CQ-5, CQ-7, CQ-8: what a step says to the timers of the page. */
const compareOwnTimers = (comparison: Comparison, { event, before, after, effects }: Observation): void => {
  const compare = (timer: TimerName, [word, clause]: readonly ['armTimer' | 'stopTimer' | null, ClauseId]): void => {
    const last = effects.findLast((effect) => 'timer' in effect && effect.timer === timer);
    comparison.compare(`the last word to the ${timer} timer`, last?.type ?? null, says(word, clause));
  };
  const leads = after.role === 'leader';
  if (leads && before.role !== 'leader') compare('quorum', ['armTimer', 'CQ-3']);
  else if (before.role === 'leader' && !leads && !losesQuorum(before, event)) compare('quorum', ['stopTimer', 'CQ-7']);
  else if (leads && isOver(event, 'quorum')) compare('quorum', ['armTimer', 'CQ-5']);
  else compare('quorum', [null, 'CQ-5']);
  compare('lease', [isWord(before, event) ? 'armTimer' : null, 'CQ-8']);
  if (!losesQuorum(before, event)) return;
  const isStopped = effects.some((effect) => effect.type === 'stopTimer' && effect.timer === 'heartbeat');
  comparison.demand(isStopped, 'CQ-6', () => `${after.id} leads no more, and its heartbeat timer runs on`);
};

/** Is a candidate ignored by this clause, and not for what no server can have sent? */
const isMute = ({ before, event }: Conduct, clause: ClauseId): boolean =>
  ignores(before, event) === clause && isMessage(event) && clauseIgnoring(before, event) === undefined;

const isLeadersTimeout = ({ before, event }: Conduct): boolean => before.role === 'leader' && isOver(event, 'quorum');

const yields = ({ before, event, after }: Conduct): boolean =>
  before.role === 'leader' && isNewer(before, event) && after.currentTerm !== before.currentTerm;

/** What makes a leader step down by a newer term: all but what candidates ask. */
const deposing = messageTypes.filter((type) => type !== 'RequestVote' && type !== 'PreVote');

const claims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'CQ-3': { on: everything, acted: ({ before, after }) => after.role === 'leader' && before.role !== 'leader' },
  'CQ-4': {
    on: ['AppendEntriesReply', 'InstallSnapshotReply'],
    acted: ({ before, event, after }) =>
      isAnswer(before, event) && contactOf(after).heardFrom.length > contactOf(before).heardFrom.length,
  },
  'CQ-5': { on: ['timeout'], acted: (deed) => isLeadersTimeout(deed) && deed.after.role === 'leader' },
  'CQ-6': { on: ['timeout'], acted: (deed) => isLeadersTimeout(deed) && deed.after.role !== 'leader' },
  'CQ-7': {
    on: everything,
    acted: (deed) => deed.before.role === 'leader' && deed.after.role !== 'leader' && !isLeadersTimeout(deed),
  },
  'CQ-8': {
    on: ['AppendEntries', 'InstallSnapshot'],
    acted: ({ before, event, effects }) =>
      isWord(before, event) && effects.some((effect) => effect.type === 'armTimer' && effect.timer === 'lease'),
  },
  'CQ-9': {
    on: ['timeout'],
    acted: ({ before, event }) => isOver(event, 'lease') && contactOf(before).leaseRuns,
  },
  'CQ-10': { on: ['RequestVote'], acted: (deed) => isMute(deed, 'CQ-10'), mayBeSilent: true },
  'CQ-11': { on: deposing, acted: yields },
  'CQ-12': { on: ['PreVote'], acted: (deed) => isMute(deed, 'CQ-12'), mayBeSilent: true },
};

/** The contract of check quorum. */
export const checkQuorumContract: ContractPage = {
  claims,
  ignores,
  expect: (before, event, expected, figure) => {
    figure();
    if (losesQuorum(before, event)) expectNoLeader(before, expected);
    else if (before.role === 'leader' && isOver(event, 'quorum')) expected.role = says<Role>('leader', 'CQ-5');
    expectObedience(before, event, expected);
    expectContact(before, event, expected);
  },
  compare: compareOwnTimers,
};

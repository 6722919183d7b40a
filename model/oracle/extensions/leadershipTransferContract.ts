/** What the page of leadership transfer (spec/extensions/leadership-transfer.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { TransferLeadership } from '../../../src/core/extensions/leadershipTransfer.ts';
import { messageTypes } from '../../../src/core/extensions/messages.ts';
import type { Event, Message, MessageType, Reject, Role, Server, ServerId, Term } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, type Conduct, stoodForElection } from '../contracts/claims.ts';
import { type Comparison, type Expected, isMessage, says } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';
import { expectElection } from '../contracts/votes.ts';
import { configurationOf, othersOf } from '../members.ts';

/** LT-1 */
const transfereeOf = ({ extensions }: Server): ServerId | null =>
  extensions?.['leadership-transfer']?.transferee ?? null;

const isHandingOver = (server: Server): boolean => server.role === 'leader' && transfereeOf(server) !== null;

/** LT-1, and why it is so. */
const keeps = (expected: Expected, transferee: ServerId | null, clause: ClauseId): void => {
  expected.extensions['leadership-transfer'] = says({ transferee }, clause);
};

const refuses = (expected: Expected, reason: Reject['reason'], clause: ClauseId): void => {
  expected.reject = says(reason, clause);
  expected.log = says(expected.log.value, clause);
};

const isMember = (before: Server, target: ServerId): boolean => configurationOf(before).members.includes(target);

/** LT-2: does the leader begin to hand over? */
const begins = (before: Server, { target }: TransferLeadership): boolean =>
  before.role === 'leader' && isMember(before, target) && target !== before.id && target !== transfereeOf(before);

/** LT-2, LT-9. */
const expectRequest = (before: Server, event: TransferLeadership, expected: Expected): void => {
  const { target } = event;
  const leads = before.role === 'leader';
  const isKnown = target === before.id || isMember(before, target);
  expected.reject = says(null, 'LT-2');
  if (!leads || !isKnown) refuses(expected, leads ? 'notMember' : 'notLeader', 'LT-9');
  const transferee = begins(before, event) ? target : transfereeOf(before);
  keeps(expected, transferee, leads && isKnown ? 'LT-2' : 'LT-9');
};

/** LT-3: does somebody ask for something? A batch of no commands is nothing. */
const asks = (event: Event): boolean =>
  event.type === 'clientCommand' || (event.type === 'clientCommands' && event.commands.length > 0);

/** The term in which a server looks at a message. */
const termAtLast = (before: Server, { term }: Message): Term => Math.max(term, before.currentTerm);

/** LT-5: has the server to stand for election? */
const isTold = (before: Server, event: Event): event is Message => {
  if (event.type !== 'TimeoutNow' || event.term < before.currentTerm) return false;
  return event.term > before.currentTerm || before.role === 'follower' || before.role === 'preCandidate';
};

/** LT-5: what RS-C-1 says. */
const expectTakeOver = (before: Server, message: Message, expected: Expected): void => {
  const term = termAtLast(before, message);
  expectElection({ ...before, currentTerm: term }, expected);
  expected.acts = 'LT-5';
  expected.role = says<Role>('candidate', 'LT-5');
  expected.currentTerm = says(term + 1, (actual) => (actual === term ? 'LT-5' : 'RS-C-1'));
};

/** LT-6, LT-7: when there is no transfer any more; otherwise it goes on (LT-1). */
const expectEnd = (before: Server, event: Event, expected: Expected): void => {
  const leads = before.role === 'leader';
  if (leads && expected.role.value !== 'leader') keeps(expected, null, 'LT-7');
  else if (leads && event.type === 'timeout' && event.timer === 'transfer') keeps(expected, null, 'LT-6');
  else keeps(expected, transfereeOf(before), isMessage(event) && event.term > before.currentTerm ? 'LT-7' : 'LT-1');
};

/** LT-4: by this message the leader hears that a server has something. */
const isAcknowledgement = (event: Event): event is Message =>
  (event.type === 'AppendEntriesReply' && event.success) || (event.type === 'InstallSnapshotReply' && event.done);

/** LT-4: whom the leader has to ask in this step; null: nobody. */
const askedIn = ({ before, event, after }: Pick<Observation, 'before' | 'event' | 'after'>): ServerId | null => {
  if (before.role !== 'leader' || after.role !== 'leader') return null;
  const target = event.type === 'transferLeadership' && begins(before, event) ? event.target : transfereeOf(before);
  const isAcknowledged = isAcknowledgement(event) && event.from === target && event.term === before.currentTerm;
  const isBegun = event.type === 'transferLeadership' && begins(before, event);
  if (target === null || !(isBegun || isAcknowledged)) return null;
  return after.matchIndex[target] === after.log.lastIndex ? target : null;
};

const sentOf = ({ effects }: Pick<Observation, 'effects'>, type: MessageType): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' && effect.message.type === type ? [effect.message] : []));

const compareMessages = (comparison: Comparison, observation: Observation): void => {
  const { before, event, effects } = observation;
  const to = askedIn(observation);
  const asked = to === null ? [] : [{ type: 'TimeoutNow', from: before.id, to, term: before.currentTerm }];
  comparison.compare<unknown>('what it sends of TimeoutNow', sentOf(observation, 'TimeoutNow'), says(asked, 'LT-4'));
  const news = isTold(before, event)
    ? othersOf(before).map((peer) => ({
        type: 'TakingOver',
        from: before.id,
        to: peer,
        term: termAtLast(before, event) + 1,
      }))
    : [];
  const told = [...sentOf(observation, 'TakingOver')].sort((a, b) => (a.to < b.to ? -1 : 1));
  comparison.compare<unknown>('what it sends of TakingOver', told, says(news, 'LT-8'));
  const isSent = (type: MessageType) => (effect: (typeof effects)[number]) =>
    effect.type === 'send' && effect.message.type === type;
  const firstVote = effects.findIndex(isSent('RequestVote'));
  comparison.demand(
    firstVote < 0 || effects.findLastIndex(isSent('TakingOver')) < firstVote,
    'LT-8',
    () => `${before.id} asks for votes before everybody knows of its term`,
  );
};

/** LT-2, LT-7: what a step says to the timer of the page. */
const compareTimer = (comparison: Comparison, { before, event, after, effects }: Observation): void => {
  const last = effects.findLast((effect) => 'timer' in effect && effect.timer === 'transfer');
  const isBegun = event.type === 'transferLeadership' && begins(before, event);
  const isOver = isHandingOver(before) && after.role !== 'leader';
  const word = isBegun ? 'armTimer' : isOver ? 'stopTimer' : null;
  comparison.compare('the last word to the transfer timer', last?.type ?? null, says(word, isOver ? 'LT-7' : 'LT-2'));
};

const isRequest = ({ event }: Conduct): boolean => event.type === 'transferLeadership';

const claims: Readonly<Partial<Record<ClauseId, Claim>>> = {
  'LT-2': { on: ['transferLeadership'], acted: (deed) => isRequest(deed) && !deed.rejects },
  'LT-3': {
    on: ['clientCommand', 'clientCommands'],
    acted: ({ before, rejects }) => before.role === 'leader' && rejects,
  },
  'LT-4': {
    on: ['transferLeadership', 'AppendEntriesReply', 'InstallSnapshotReply'],
    acted: (deed) => sentOf(deed, 'TimeoutNow').length > 0,
  },
  'LT-5': { on: ['TimeoutNow'], acted: stoodForElection },
  'LT-6': {
    on: ['timeout'],
    acted: ({ before, event, after }) =>
      isHandingOver(before) && event.type === 'timeout' && event.timer === 'transfer' && !isHandingOver(after),
  },
  'LT-7': {
    on: [...messageTypes, 'timeout'],
    acted: ({ before, after }) => isHandingOver(before) && after.role !== 'leader',
  },
  'LT-8': { on: ['TimeoutNow'], acted: (deed) => sentOf(deed, 'TakingOver').length > 0 },
  'LT-9': { on: ['transferLeadership'], acted: (deed) => isRequest(deed) && deed.rejects },
};

/** The contract of leadership transfer. */
export const leadershipTransferContract: ContractPage = {
  claims,
  expect: (before, event, expected, figure) => {
    const unchanged = expected.log.value;
    if (isTold(before, event)) expectTakeOver(before, event, expected);
    figure();
    if (isTold(before, event) && before.extensions?.['pre-vote'] !== undefined)
      expected.extensions['pre-vote'] = says({ preVotesGranted: [] }, 'LT-5');
    if (event.type === 'TimeoutNow' && !isTold(before, event)) {
      expected.role = says(before.role, 'LT-5');
      expected.currentTerm = says(before.currentTerm, 'LT-5');
    }
    expectEnd(before, event, expected);
    if (event.type === 'transferLeadership') expectRequest(before, event, expected);
    if (!isHandingOver(before) || !asks(event)) return;
    expected.log = says(unchanged, 'LT-3');
    refuses(expected, 'transferring', 'LT-3');
  },
  sends: ['TimeoutNow', 'TakingOver'],
  compare: (comparison, observation) => {
    compareMessages(comparison, observation);
    compareTimer(comparison, observation);
  },
};

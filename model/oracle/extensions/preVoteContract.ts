/** What the page of pre-vote (spec/extensions/pre-vote.md) says about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { PreVote, PreVoteReply } from '../../../src/core/extensions/preVote.ts';
import type { Event, Message, Role, Server, ServerId } from '../../../src/core/types.ts';
import { type Expected, isMessage, says, termOf } from '../contracts/expected.ts';
import type { ContractPage } from '../contracts/page.ts';
import { expectElection, isUpToDate } from '../contracts/votes.ts';
import { decide, othersOf } from '../members.ts';
import { preVoteClaims } from './preVoteClaims.ts';

/** PV-1 */
const preVotesOf = ({ extensions }: Server): readonly ServerId[] => extensions?.['pre-vote']?.preVotesGranted ?? [];

/** PV-1, and why it is so. */
const keeps = (expected: Expected, preVotesGranted: readonly ServerId[], clause: ClauseId): void => {
  expected.extensions['pre-vote'] = says({ preVotesGranted }, clause);
};

/** PV-2, PV-4: what an election timeout makes of a server that does not lead. */
const expectQuestion = (before: Server, expected: Expected): void => {
  const clause = before.role === 'preCandidate' ? 'PV-4' : 'PV-2';
  if (decide(before, [before.id])) {
    expectElection(before, expected);
    expected.acts = clause;
    keeps(expected, [], 'PV-1');
    return;
  }
  expected.acts = clause;
  expected.role = says<Role>('preCandidate', clause);
  expected.currentTerm = says(before.currentTerm, clause);
  expected.votedFor = says(before.votedFor, clause);
  expected.leaderId = says(null, clause);
  expected.votesGranted = says([], clause);
  expected.electionTimer = says(true, clause);
  keeps(expected, [before.id], clause);
  for (const to of othersOf(before)) {
    const message: Message = {
      type: 'PreVote',
      from: before.id,
      to,
      term: before.currentTerm,
      candidateId: before.id,
      lastLogIndex: before.log.lastIndex,
      lastLogTerm: termOf(before, before.log.lastIndex) ?? 0,
    };
    expected.messages.push(says(message, 'PV-3'));
  }
};

/** PV-5, PV-6, PV-7, PV-8. */
const expectAnswer = (before: Server, request: PreVote, expected: Expected): void => {
  const isNewer = request.term > before.currentTerm;
  const isOld = request.term < before.currentTerm;
  const hearsLeader =
    !isNewer && (before.role === 'leader' || (before.role === 'follower' && before.leaderId !== null));
  const preVoteGranted = !isOld && !hearsLeader && isUpToDate(before, request);
  const clause = isOld ? 'PV-5' : preVoteGranted ? 'PV-6' : 'PV-7';
  const because = preVoteGranted ? 'PV-8' : clause;
  const term = Math.max(request.term, before.currentTerm);
  expected.currentTerm = says(term, isNewer ? 'RS-A-2' : because);
  expected.votedFor = says(expected.votedFor.value, isNewer ? 'RS-A-2' : because);
  if (!isNewer) {
    expected.role = says(before.role, because);
    expected.leaderId = says(before.leaderId, because);
    expected.electionTimer = says(false, because);
  }
  const reply: Message = { type: 'PreVoteReply', from: before.id, to: request.from, term, preVoteGranted };
  expected.messages.push(says<Message | undefined>(reply, clause));
};

/** PV-9. */
const expectCounted = (before: Server, reply: PreVoteReply, expected: Expected): void => {
  if (before.role !== 'preCandidate' || reply.term > before.currentTerm) return;
  const isCounted = reply.term === before.currentTerm && reply.preVoteGranted;
  const preVotes = isCounted ? [...new Set([...preVotesOf(before), reply.from])].sort() : preVotesOf(before);
  if (isCounted && decide(before, preVotes)) {
    expectElection(before, expected);
    expected.acts = 'PV-9';
    expected.role = says<Role>('candidate', 'PV-9');
    expected.currentTerm = says(before.currentTerm + 1, (actual) =>
      actual === before.currentTerm ? 'PV-9' : 'RS-C-1',
    );
    keeps(expected, [], 'PV-1');
    return;
  }
  expected.role = says(before.role, 'PV-9');
  expected.currentTerm = says(before.currentTerm, 'PV-9');
  expected.votedFor = says(before.votedFor, 'PV-9');
  keeps(expected, preVotes, 'PV-9');
};

/** PV-10: word from the term's leader, or a vote to grant. */
const expectGivenUp = (before: Server, event: Event, expected: Expected): void => {
  if (before.role !== 'preCandidate' || !isMessage(event) || event.term !== before.currentTerm) return;
  const isLeaders = event.type === 'AppendEntries' || event.type === 'InstallSnapshot';
  const grants = event.type === 'RequestVote' && expected.electionTimer.value;
  if (!isLeaders && !grants) return;
  expected.role = says<Role>('follower', 'PV-10');
  keeps(expected, [], 'PV-10');
};

/** The contract of pre-vote. */
export const preVoteContract: ContractPage = {
  claims: preVoteClaims,
  expect: (before, event, expected, figure) => {
    const isNewer = isMessage(event) && event.term > before.currentTerm;
    keeps(expected, isNewer ? [] : preVotesOf(before), isNewer ? 'RS-A-2' : 'PV-1');
    if (event.type === 'timeout' && event.timer === 'election' && before.role !== 'leader')
      expectQuestion(before, expected);
    else if (event.type === 'PreVote') expectAnswer(before, event, expected);
    else if (event.type === 'PreVoteReply') expectCounted(before, event, expected);
    else {
      figure();
      expectGivenUp(before, event, expected);
    }
  },
};

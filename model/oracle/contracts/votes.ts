/** What the RequestVote box and the candidates' rules say about one step. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Message, RequestVote, RequestVoteReply, Role, Server, ServerId } from '../../../src/core/types.ts';
import { decide, othersOf } from '../members.ts';
import { type Expected, says, termOf } from './expected.ts';

/** RS-C-1: what an election timeout makes of a server that does not lead. */
export const expectElection = (before: Server, expected: Expected): void => {
  const isAlone = decide(before, [before.id]);
  const clause = before.role === 'candidate' ? 'RS-C-4' : 'RS-F-2';
  expected.acts = clause;
  expected.role = says<Role>(isAlone ? 'leader' : 'candidate', (actual) => (actual === 'leader' ? 'RS-C-2' : clause));
  expected.leaderId = says(isAlone ? before.id : null, isAlone ? 'RS-C-2' : 'RS-C-1');
  expected.log = says(expected.log.value, ({ from }) => (from <= before.log.lastIndex ? 'D-2' : 'D-16'));
  expected.currentTerm = says(before.currentTerm + 1, 'RS-C-1');
  expected.votedFor = says(before.id, 'RS-C-1');
  expected.votesGranted = says(isAlone ? [] : [before.id], 'RS-C-1');
  expected.electionTimer = says(true, 'RS-C-1');
  expected.heartbeatTimer = says(isAlone, 'RS-L-1');
  for (const to of othersOf(before)) {
    const message: Message = {
      type: 'RequestVote',
      from: before.id,
      to,
      term: before.currentTerm + 1,
      candidateId: before.id,
      lastLogIndex: before.log.lastIndex,
      lastLogTerm: termOf(before, before.log.lastIndex) ?? 0,
    };
    expected.messages.push(says(message, 'RV-3'));
  }
};

/** RV-1, RV-2, RV-4. */
export const expectVote = (before: Server, request: RequestVote, expected: Expected): void => {
  const isOld = request.term < before.currentTerm;
  const votedFor = request.term > before.currentTerm ? null : before.votedFor;
  const isRepeated = votedFor === request.candidateId;
  const voteGranted = !isOld && (votedFor === null || isRepeated) && isUpToDate(before, request);
  const clause: ClauseId = isOld ? 'RV-1' : isRepeated ? 'D-5' : 'RV-2';
  const term = Math.max(request.term, before.currentTerm);
  if (voteGranted) {
    const isKept = (actual: ServerId | null): boolean =>
      actual !== null && request.term > before.currentTerm && actual === before.votedFor;
    expected.votedFor = says<ServerId | null>(request.candidateId, (actual) => (isKept(actual) ? 'RS-A-2' : clause));
    expected.electionTimer = says(true, 'RS-F-3');
  } else if (votedFor === null) {
    const isKept = (actual: ServerId | null): boolean => actual === before.votedFor && before.votedFor !== null;
    expected.votedFor = says<ServerId | null>(null, (actual) => (isKept(actual) ? 'RS-A-2' : clause));
  } else {
    expected.votedFor = says<ServerId | null>(votedFor, (actual) => (actual === null ? 'D-4' : clause));
  }
  expected.messages.push(
    says<Message | undefined>(
      { type: 'RequestVoteReply', from: before.id, to: request.from, term, voteGranted },
      (actual) =>
        actual?.type === 'RequestVoteReply' && (isOld || actual.voteGranted !== voteGranted) ? clause : 'RS-F-1',
    ),
  );
};

/** D-3: is the log that ends so at least as up to date as this server's? */
export const isUpToDate = (
  before: Server,
  { lastLogTerm, lastLogIndex }: Pick<RequestVote, 'lastLogTerm' | 'lastLogIndex'>,
): boolean => {
  const ownTerm = termOf(before, before.log.lastIndex) ?? 0;
  if (lastLogTerm !== ownTerm) return lastLogTerm > ownTerm;
  return lastLogIndex >= before.log.lastIndex;
};

/** RS-C-2: a vote for a candidate. */
export const expectVoteCounted = (before: Server, reply: RequestVoteReply, expected: Expected): void => {
  if (reply.term < before.currentTerm) {
    expected.role = says(before.role, 'D-6');
    expected.votesGranted = says(before.votesGranted, 'D-6');
  }
  if (before.role !== 'candidate' || reply.term !== before.currentTerm || !reply.voteGranted) return;
  const votes = [...new Set([...before.votesGranted, reply.from])].sort();
  const wins = decide(before, votes);
  expected.role = says(wins ? 'leader' : 'candidate', 'RS-C-2');
  expected.votesGranted = says(wins ? [] : votes, 'RS-C-2');
  if (wins) expected.leaderId = says(before.id, 'RS-C-2');
  expected.log = says(expected.log.value, ({ from }) => (from <= before.log.lastIndex ? 'D-2' : 'D-16'));
  expected.heartbeatTimer = says(wins, 'RS-L-1');
};

/** Figure 2, RequestVote RPC: the sender's and the receiver's rules. */
import type { ClauseId } from '../clauses.ts';
import { lastIndex, lastTerm } from '../log.ts';
import { type Guard, type Outcome, persistVote, type Rule, send } from '../outcome.ts';
import { armTimer } from '../timers.ts';
import type { RequestVote, Server, ServerId } from '../types.ts';

/** RV-3: what a candidate asks with. */
export const requestVote = (server: Server, to: ServerId): RequestVote => ({
  type: 'RequestVote',
  from: server.id,
  to,
  term: server.currentTerm,
  candidateId: server.id,
  lastLogIndex: lastIndex(server.log),
  lastLogTerm: lastTerm(server.log),
});

/** RV-2, its condition. */
export const canGrantVote: Guard<RequestVote> = (server, request) =>
  request.term === server.currentTerm &&
  (server.votedFor === null || server.votedFor === request.candidateId) &&
  isUpToDate(server, request);

/** D-3: the later last term wins; with equal last terms, the longer log does. */
const isUpToDate: Guard<RequestVote> = ({ log }, { lastLogTerm, lastLogIndex }) =>
  lastLogTerm === lastTerm(log) ? lastLogIndex >= lastIndex(log) : lastLogTerm > lastTerm(log);

/** Do the terms and the lengths of the two logs say opposite things, so that D-3 decides? */
const isContested: Guard<RequestVote> = ({ log }, { lastLogTerm, lastLogIndex }) =>
  (lastLogTerm - lastTerm(log)) * (lastLogIndex - lastIndex(log)) < 0;

const contest = (server: Server, request: RequestVote): ClauseId[] => (isContested(server, request) ? ['D-3'] : []);

/** RV-2: grant the vote, and give the candidate the time of one election timeout (RS-F-3). */
export const grantVote: Rule<RequestVote> = (server, request) => {
  const isRepeated = server.votedFor === request.candidateId; // D-5: the first answer may have been lost
  const next = isRepeated ? server : { ...server, votedFor: request.candidateId };
  return {
    server: next,
    effects: [...(isRepeated ? [] : [persistVote(next)]), armTimer('election'), reply(next, request, true)],
    fired: ['RS-F-1', 'RV-2', 'RS-F-3', ...contest(server, request), ...(isRepeated ? (['D-5'] as const) : [])],
  };
};

/** RV-4: the vote went to another candidate, or the candidate's log is older. */
export const refuseVote: Rule<RequestVote> = (server, request) =>
  refusal(server, request, 'RS-F-1', 'RV-4', ...contest(server, request));

/** RV-1: the candidate's term is over; the reply tells it so. */
export const refuseOldCandidate: Rule<RequestVote> = (server, request) => refusal(server, request, 'RS-F-1', 'RV-1');

const refusal = (server: Server, request: RequestVote, ...fired: ClauseId[]): Outcome => ({
  server,
  effects: [reply(server, request, false)],
  fired,
});

const reply = (server: Server, request: RequestVote, voteGranted: boolean) =>
  send({ type: 'RequestVoteReply', from: server.id, to: request.from, term: server.currentTerm, voteGranted });

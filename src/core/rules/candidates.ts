/** Figure 2, Rules for Servers: Followers (their timeout) and Candidates. */
import type { ClauseId } from '../clauses.ts';
import { type Guard, type Outcome, persistVote, type Rule, send, withoutEffects } from '../outcome.ts';
import { configurationOf, hasQuorum, othersOf } from '../quorum.ts';
import { followerState } from '../server.ts';
import { armTimer, stopTimer } from '../timers.ts';
import type { AppendEntries, InstallSnapshot, RequestVoteReply, Server, Timeout } from '../types.ts';
import { sendHeartbeats } from './leaders.ts';
import { newProgress } from './progress.ts';
import { requestVote } from './requestVote.ts';

/** RS-F-2: nobody leads; stand for election. */
export const becomeCandidate: Rule<Timeout> = (server) => election(server, 'RS-F-2');

/** RS-C-4: nobody won; try again in a new term. */
export const retryElection: Rule<Timeout> = (server) => election(server, 'RS-C-4');

/** RS-C-1: raise the term, vote for oneself, restart the timer, and only then ask the others (ST-8). */
const election = (server: Server, because: ClauseId): Outcome => {
  const next: Server = {
    ...server,
    currentTerm: server.currentTerm + 1,
    votedFor: server.id,
    leaderId: null,
    votesGranted: [server.id],
  };
  const requests = othersOf(next).map((to) => send(requestVote(next, to)));
  return {
    server: next,
    effects: [persistVote(next), armTimer('election'), ...requests],
    fired: requests.length === 0 ? [because, 'RS-C-1'] : [because, 'RS-C-1', 'RV-3'],
  };
};

/** Does the reply bring a vote in the current term? D-6: a vote of another term does not count. */
export const bringsVote: Guard<RequestVoteReply> = (server, reply) =>
  reply.voteGranted && reply.term === server.currentTerm;

/** RS-C-2: votes are kept as a set, so that a reply that arrives twice counts once. */
export const countVote: Rule<RequestVoteReply> = (server, { from }) =>
  server.votesGranted.includes(from)
    ? withoutEffects(server, 'D-6')
    : withoutEffects({ ...server, votesGranted: [...server.votesGranted, from].sort() }, 'RS-C-2');

/** RS-C-2, its condition. */
export const hasMajority: Guard = (server) => hasQuorum(configurationOf(server), server.votesGranted);

/** RS-C-2: lead. RS-L-1: tell everyone at once. ST-6, ST-7: assume that all logs end like one's own, and know nothing. */
export const becomeLeader: Rule = (server) => {
  const leader: Server = { ...server, ...followerState, ...newProgress(server), leaderId: server.id };
  const heartbeats = sendHeartbeats(leader);
  return {
    server: heartbeats.server,
    effects: [stopTimer('election'), ...heartbeats.effects, armTimer('heartbeat')],
    fired: ['RS-C-2', ...heartbeats.fired],
  };
};

/** RS-C-3: another server leads this term. D-4: the vote was given in this term, so it stays given. */
export const yieldToLeader: Rule<AppendEntries | InstallSnapshot> = (server) =>
  withoutEffects({ ...server, ...followerState }, 'RS-C-3', 'D-4');

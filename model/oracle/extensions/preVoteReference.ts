/** Pre-vote (spec/extensions/pre-vote.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type { PreVote, PreVoteReply } from '../../../src/core/extensions/preVote.ts';
import type { ServerId } from '../../../src/core/types.ts';
import { decide, othersOf } from '../members.ts';
import {
  answerTo,
  becomeFollower,
  lastIndex,
  lastTerm,
  type ReferenceOut,
  type ReferencePage,
  type ReferenceSelf,
  receiveRequestVote,
  startElection,
} from '../reference.ts';

/** PV-1 */
const preVotesOf = (self: ReferenceSelf): readonly ServerId[] => self.extensions?.['pre-vote']?.preVotesGranted ?? [];

const keep = (self: ReferenceSelf, preVotesGranted: readonly ServerId[]): void => {
  self.extensions = { ...self.extensions, 'pre-vote': { preVotesGranted } };
};

/** PV-2, PV-4 */
const askAll = (self: ReferenceSelf, out: ReferenceOut): void => {
  becomeFollower(self);
  self.role = 'preCandidate';
  self.leaderId = null;
  out.timers.election = 'restarted';
  for (const to of othersOf(self)) {
    const about = { candidateId: self.id, lastLogIndex: lastIndex(self), lastLogTerm: lastTerm(self) }; // PV-3
    out.messages.push({ type: 'PreVote', from: self.id, to, term: self.currentTerm, ...about });
  }
  count(self, [self.id], out);
};

/** PV-9 */
const count = (self: ReferenceSelf, preVotes: readonly ServerId[], out: ReferenceOut): void => {
  keep(self, preVotes);
  if (decide(self, preVotes)) startElection(self, out);
};

const receivePreVote = (self: ReferenceSelf, request: PreVote, out: ReferenceOut): void => {
  const { term, lastLogIndex, lastLogTerm } = request;
  const hearsLeader = self.role === 'leader' || (self.role === 'follower' && self.leaderId !== null);
  const isUpToDate =
    lastLogTerm > lastTerm(self) || (lastLogTerm === lastTerm(self) && lastLogIndex >= lastIndex(self));
  const preVoteGranted = term === self.currentTerm && !hearsLeader && isUpToDate; // PV-5, PV-6, PV-7
  out.messages.push({ type: 'PreVoteReply', ...answerTo(self, request), preVoteGranted }); // PV-8
};

const receivePreVoteReply = (self: ReferenceSelf, reply: PreVoteReply, out: ReferenceOut): void => {
  if (self.role !== 'preCandidate' || reply.term !== self.currentTerm || !reply.preVoteGranted) return;
  count(self, [...new Set([...preVotesOf(self), reply.from])].sort(), out);
};

/** The page of pre-vote in the reference model. */
export const preVoteReference: ReferencePage = {
  initial: { preVotesGranted: [] },
  messages: ['PreVote', 'PreVoteReply'],
  receive: (self, message, out) => {
    if (message.type === 'PreVote') receivePreVote(self, message, out);
    else if (message.type === 'PreVoteReply') receivePreVoteReply(self, message, out);
    else if (message.type === 'RequestVote' && self.role === 'preCandidate') {
      receiveRequestVote(self, message, out);
      if (self.votedFor === message.candidateId && out.timers.election === 'restarted') becomeFollower(self); // PV-10
    } else return false;
    return true;
  },
  happen: (self, event, out) => {
    if (event.type !== 'timeout' || event.timer !== 'election' || self.role === 'leader') return false;
    askAll(self, out);
    return true;
  },
  settle: (self) => {
    if (self.role !== 'preCandidate') keep(self, []);
  },
};

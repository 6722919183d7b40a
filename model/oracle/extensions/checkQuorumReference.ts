/** Check quorum (spec/extensions/check-quorum.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type { CheckQuorumState } from '../../../src/core/extensions/checkQuorum.ts';
import type { Message } from '../../../src/core/types.ts';
import { decide } from '../members.ts';
import { becomeFollower, type ReferenceOut, type ReferencePage, type ReferenceSelf } from '../reference.ts';

const initial: CheckQuorumState = { heardFrom: [], leaseRuns: false };

const contactOf = (self: ReferenceSelf): CheckQuorumState => self.extensions?.['check-quorum'] ?? initial;

const keep = (self: ReferenceSelf, changes: Partial<CheckQuorumState>): void => {
  self.extensions = { ...self.extensions, 'check-quorum': { ...contactOf(self), ...changes } };
};

/** CQ-10, CQ-12 */
const isIgnored = (self: ReferenceSelf, { type, term }: Message): boolean => {
  if (type !== 'RequestVote' && type !== 'PreVote') return false;
  if (term <= self.currentTerm) return false;
  if (self.role === 'leader') return true;
  return self.role === 'follower' && self.leaderId !== null && contactOf(self).leaseRuns;
};

/** CQ-5, CQ-6 */
const checkQuorum = (self: ReferenceSelf, out: ReferenceOut): void => {
  if (decide(self, contactOf(self).heardFrom)) {
    keep(self, { heardFrom: [self.id] });
    out.timers.quorum = 'restarted';
    return;
  }
  becomeFollower(self);
  self.leaderId = null;
  keep(self, { heardFrom: [] });
  out.timers.heartbeat = 'stopped';
  out.timers.election = 'restarted';
};

/** The page of check quorum in the reference model. */
export const checkQuorumReference: ReferencePage = {
  initial,
  messages: [],
  ignores: isIgnored,
  hear: (self, message, out) => {
    const isCurrent = message.term === self.currentTerm;
    const { type, from } = message;
    if (isCurrent && self.role === 'leader' && (type === 'AppendEntriesReply' || type === 'InstallSnapshotReply'))
      keep(self, { heardFrom: [...new Set([...contactOf(self).heardFrom, from])].sort() }); // CQ-4
    if (isCurrent && self.role !== 'leader' && (type === 'AppendEntries' || type === 'InstallSnapshot')) {
      keep(self, { leaseRuns: true }); // CQ-8
      out.timers.lease = 'restarted';
    }
  },
  receive: () => false,
  happen: (self, event, out) => {
    if (event.type !== 'timeout') return false;
    if (event.timer === 'lease') keep(self, { leaseRuns: false }); // CQ-9
    if (event.timer === 'quorum' && self.role === 'leader') checkQuorum(self, out);
    return false;
  },
  settle: (self, out) => {
    const isCounting = contactOf(self).heardFrom.length > 0;
    if (self.role === 'leader' && !isCounting) {
      keep(self, { heardFrom: [self.id] }); // CQ-3
      out.timers.quorum = 'restarted';
    }
    if (self.role !== 'leader' && isCounting) {
      keep(self, { heardFrom: [] }); // CQ-7
      out.timers.quorum = 'stopped';
    }
  },
};

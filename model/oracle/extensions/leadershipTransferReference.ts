/** Leadership transfer (spec/extensions/leadership-transfer.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type { Event, Message, ServerId } from '../../../src/core/types.ts';

import { configurationOf, othersOf } from '../members.ts';
import {
  isListenedTo,
  lastIndex,
  type ReferenceOut,
  type ReferencePage,
  type ReferenceSelf,
  startElection,
} from '../reference.ts';

/** LT-1 */
const transfereeOf = (self: ReferenceSelf): ServerId | null =>
  self.extensions?.['leadership-transfer']?.transferee ?? null;

const keep = (self: ReferenceSelf, transferee: ServerId | null): void => {
  self.extensions = { ...self.extensions, 'leadership-transfer': { transferee } };
};

const refuse = (self: ReferenceSelf, reason: 'notLeader' | 'notMember' | 'transferring', out: ReferenceOut): void => {
  out.outputs.push({ type: 'reject', reason, leaderId: self.leaderId });
};

/** LT-4 */
const askIfLevel = (self: ReferenceSelf, out: ReferenceOut): void => {
  const to = transfereeOf(self);
  if (to === null || self.matchIndex[to] !== lastIndex(self)) return;
  out.messages.push({ type: 'TimeoutNow', from: self.id, to, term: self.currentTerm });
};

/** LT-2, LT-9 */
const receiveRequest = (self: ReferenceSelf, target: ServerId, out: ReferenceOut): void => {
  if (self.role !== 'leader') refuse(self, 'notLeader', out);
  else if (target === self.id || target === transfereeOf(self)) return;
  else if (!configurationOf(self).members.includes(target)) refuse(self, 'notMember', out);
  else {
    keep(self, target);
    out.timers.transfer = 'restarted';
    askIfLevel(self, out);
  }
};

/** LT-5, LT-8 */
const takeOver = (self: ReferenceSelf, out: ReferenceOut): void => {
  const term = self.currentTerm + 1;
  for (const to of othersOf(self)) out.messages.push({ type: 'TakingOver', from: self.id, to, term });
  startElection(self, out);
};

/** LT-4: has this told the leader what its target has? */
const isAcknowledgement = (self: ReferenceSelf, event: Event): event is Message =>
  ((event.type === 'AppendEntriesReply' && event.success) || (event.type === 'InstallSnapshotReply' && event.done)) &&
  event.term === self.currentTerm &&
  event.from === transfereeOf(self) &&
  isListenedTo(self, event);

/** The page of leadership transfer in the reference model. */
export const leadershipTransferReference: ReferencePage = {
  initial: { transferee: null },
  messages: ['TimeoutNow', 'TakingOver'],
  receive: (self, message, out) => {
    if (message.type !== 'TimeoutNow') return message.type === 'TakingOver';
    const waits = self.role === 'follower' || self.role === 'preCandidate';
    if (waits && message.term === self.currentTerm) takeOver(self, out);
    return true;
  },
  happen: (self, event, out) => {
    if (event.type === 'transferLeadership') {
      receiveRequest(self, event.target, out);
      return true;
    }
    if (self.role !== 'leader' || transfereeOf(self) === null) return false;
    if (event.type === 'timeout' && event.timer === 'transfer') keep(self, null); // LT-6
    const isAsked = event.type === 'clientCommand' || (event.type === 'clientCommands' && event.commands.length > 0);
    if (isAsked) refuse(self, 'transferring', out); // LT-3
    return isAsked;
  },
  settle: (self, out, event) => {
    if (self.role === 'leader') {
      if (isAcknowledgement(self, event)) askIfLevel(self, out);
    } else if (transfereeOf(self) !== null) {
      keep(self, null); // LT-7
      out.timers.transfer = 'stopped';
    }
  },
};

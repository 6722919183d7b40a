/** Read index (spec/extensions/read-index.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type {
  ReadIndexCheck,
  ReadIndexCheckReply,
  ReadIndexReply,
  ReadIndexRequest,
  ReadIndexState,
  WaitingRead,
} from '../../../src/core/extensions/readIndex.ts';
import type { AppendEntries, ServerId } from '../../../src/core/types.ts';
import { decide, othersOf } from '../members.ts';
import {
  answerTo,
  type ReferenceOut,
  type ReferencePage,
  type ReferenceSelf,
  receiveAppendEntries,
  termAt,
} from '../reference.ts';

const initial: ReadIndexState = { reads: [], round: 0, answered: {} };

/** RI-1 */
const stateOf = (self: ReferenceSelf): ReadIndexState => self.extensions?.['read-index'] ?? initial;

const keep = (self: ReferenceSelf, change: Partial<ReadIndexState>): void => {
  self.extensions = { ...self.extensions, 'read-index': { ...stateOf(self), ...change } };
};

/** RI-2, RI-9, RI-10 */
const note = (self: ReferenceSelf, id: string, from: ServerId): boolean => {
  const { reads } = stateOf(self);
  for (const read of reads) if (read.id === id && read.from === from) return false;
  keep(self, { reads: [...reads, { id, from, round: 0, index: null }] });
  return true;
};

/** RI-9 */
const ask = (self: ReferenceSelf, id: string, to: ServerId, out: ReferenceOut): void => {
  out.messages.push({ type: 'ReadIndexRequest', from: self.id, to, term: self.currentTerm, id });
};

/** RI-4, RI-8 */
const beginRound = (self: ReferenceSelf, out: ReferenceOut): void => {
  const round = stateOf(self).round + 1;
  const reads = stateOf(self).reads.map((read) =>
    read.round === 0 ? { ...read, round, index: self.commitIndex } : read,
  );
  keep(self, { round, reads });
  for (const to of othersOf(self))
    out.messages.push({ type: 'ReadIndexCheck', from: self.id, to, term: self.currentTerm, round });
};

/** RI-6, RI-7 */
const canAnswer = (self: ReferenceSelf, { round, index }: WaitingRead): boolean => {
  if (round === 0 || index === null || self.lastApplied < index) return false;
  const answering = othersOf(self).filter((peer) => (stateOf(self).answered[peer] ?? 0) >= round);
  return decide(self, [self.id, ...answering]);
};

/** RI-7 */
const answerAsLeader = (self: ReferenceSelf, out: ReferenceOut): void => {
  const left: WaitingRead[] = [];
  for (const read of stateOf(self).reads) {
    const { id, from, index } = read;
    if (!canAnswer(self, read) || index === null) left.push(read);
    else if (from === self.id) out.outputs.push({ type: 'answerRead', id, index });
    else out.messages.push({ type: 'ReadIndexReply', from: self.id, to: from, term: self.currentTerm, id, index });
  }
  keep(self, { reads: left, answered: left.some(({ round }) => round > 0) ? stateOf(self).answered : {} });
};

/** RI-11 */
const answerAsFollower = (self: ReferenceSelf, out: ReferenceOut): void => {
  const left: WaitingRead[] = [];
  for (const read of stateOf(self).reads) {
    const { id, index } = read;
    if (index === null || self.lastApplied < index) left.push(read);
    else out.outputs.push({ type: 'answerRead', id, index });
  }
  keep(self, { reads: left });
};

/** RI-13 */
const rejectAll = (self: ReferenceSelf, out: ReferenceOut): void => {
  for (const { id, from } of stateOf(self).reads) if (from === self.id) out.outputs.push({ type: 'rejectRead', id });
  keep(self, initial);
};

/** RI-8, RI-7, RI-4: what a leader does for reads at the end of a step, in which it may have sent heartbeats. */
const lead = (self: ReferenceSelf, out: ReferenceOut): void => {
  const isUnderWay = stateOf(self).reads.some(({ round }) => round > 0);
  if (isUnderWay && out.timers.heartbeat === 'restarted') beginRound(self, out);
  answerAsLeader(self, out);
  const { reads } = stateOf(self);
  const isDue = reads.length > 0 && reads.every(({ round }) => round === 0);
  if (isDue && termAt(self, self.commitIndex) === self.currentTerm) beginRound(self, out); // RI-3
  answerAsLeader(self, out); // a server that is alone has a majority
};

/** RI-5 */
const receiveCheck = (self: ReferenceSelf, check: ReadIndexCheck, out: ReferenceOut): void => {
  const isOld = check.term < self.currentTerm;
  if (self.role === 'leader' && !isOld) return; // D-19
  out.messages.push({ type: 'ReadIndexCheckReply', ...answerTo(self, check), round: isOld ? 0 : check.round });
};

/** RI-6 */
const receiveCheckReply = (self: ReferenceSelf, { from, term, round }: ReadIndexCheckReply): void => {
  if (self.role !== 'leader' || term !== self.currentTerm) return;
  const { reads, answered } = stateOf(self);
  const isAwaited = reads.some((read) => read.round > 0);
  if (isAwaited && round > (answered[from] ?? 0)) keep(self, { answered: { ...answered, [from]: round } });
};

/** RI-10 */
const receiveRequest = (self: ReferenceSelf, { from, term, id }: ReadIndexRequest): void => {
  if (self.role === 'leader' && term === self.currentTerm) note(self, id, from);
};

/** RI-11 */
const receiveReply = (self: ReferenceSelf, { term, id, index }: ReadIndexReply): void => {
  if (self.role !== 'follower' || term !== self.currentTerm) return;
  const reads = stateOf(self).reads.map((read) => (read.id === id && read.index === null ? { ...read, index } : read));
  keep(self, { reads });
};

/** RI-9: a heartbeat that the log agrees with. */
const receiveHeartbeat = (self: ReferenceSelf, heartbeat: AppendEntries, out: ReferenceOut): void => {
  receiveAppendEntries(self, heartbeat, out);
  const isAccepted = out.messages.some((reply) => reply.type === 'AppendEntriesReply' && reply.success);
  if (!isAccepted) return;
  for (const { id, index } of stateOf(self).reads) if (index === null) ask(self, id, heartbeat.leaderId, out);
};

/** The page of read index in the reference model. */
export const readIndexReference: ReferencePage = {
  initial,
  messages: ['ReadIndexCheck', 'ReadIndexCheckReply', 'ReadIndexRequest', 'ReadIndexReply'],
  receive: (self, message, out) => {
    if (self.leaderId === null) rejectAll(self, out);
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the figure answers the others
    switch (message.type) {
      case 'ReadIndexCheck':
        receiveCheck(self, message, out);
        return true;
      case 'ReadIndexCheckReply':
        receiveCheckReply(self, message);
        return true;
      case 'ReadIndexRequest':
        receiveRequest(self, message);
        return true;
      case 'ReadIndexReply':
        receiveReply(self, message);
        return true;
      case 'AppendEntries':
        if (message.entries.length > 0) return false;
        receiveHeartbeat(self, message, out);
        return true;
      default:
        return false;
    }
  },
  happen: (self, event, out) => {
    if (event.type !== 'read') return false;
    if (self.role === 'leader') note(self, event.id, self.id);
    else if (self.leaderId === null)
      out.outputs.push({ type: 'rejectRead', id: event.id }); // RI-12
    else if (note(self, event.id, self.id)) ask(self, event.id, self.leaderId, out);
    return true;
  },
  settle: (self, out) => {
    if (self.leaderId === null) rejectAll(self, out);
    else if (self.role === 'leader') lead(self, out);
    else answerAsFollower(self, out);
  },
};

// Room model/oracle. What a step must do: the reference model, and a contract for each clause.
// What may be touched here: a rule of the figure, written naively a second time. Nothing but types comes from src/core,
// so that no mistake is shared.

/**
 * The reference model: Figure 2 and Figure 13, with the decisions of spec/divergences.md, written a second time. One object with
 * the paper's fields and whole arrays, one function for each box, the rules in the order of the figure. It is slow, obvious and
 * shares nothing with `src/core` but the types of events and messages; whoever doubts the one can hold it against the other.
 */
import type {
  AppendEntries,
  AppendEntriesReply,
  ArmTimer,
  ClientCommand,
  Compact,
  Effect,
  Entry,
  Event,
  ExtensionId,
  ExtensionStates,
  IncomingSnapshot,
  Index,
  InstallSnapshot,
  InstallSnapshotReply,
  Message,
  Options,
  PerFollower,
  Persist,
  RequestVote,
  RequestVoteReply,
  Role,
  Send,
  ServerId,
  Snapshot,
  StopTimer,
  Term,
  TimerName,
} from '../../src/core/types.ts';
import { decide, othersOf } from './members.ts';

/** What survives a crash. */
export interface ReferenceDisk {
  readonly id: ServerId;
  /** The other servers, sorted. */
  readonly peers: readonly ServerId[];
  readonly options: Options;
  readonly currentTerm: Term;
  readonly votedFor: ServerId | null;
  /** The entries after the snapshot; without one, `log[0]` has index 1. */
  readonly log: readonly Entry[];
  readonly snapshot: Snapshot | null;
}

/** Everything observable of a server. The fields are those of Figure 2, and of `Server`, which says more of each. */
export interface ReferenceServer extends ReferenceDisk {
  readonly role: Role;
  readonly commitIndex: Index;
  readonly lastApplied: Index;
  readonly leaderId: ServerId | null;
  readonly votesGranted: readonly ServerId[];
  readonly nextIndex: PerFollower<Index>;
  readonly matchIndex: PerFollower<Index>;
  readonly pipelining: PerFollower<boolean>;
  readonly snapshotOffset: PerFollower<number>;
  readonly outgoingSnapshot: PerFollower<Snapshot | null>;
  readonly incomingSnapshot: IncomingSnapshot | null;
  /** What the optional pages keep; absent: there is none. */
  readonly extensions?: Partial<ExtensionStates>;
}

/** What a step has made of a timer. */
export type TimerChange = 'kept' | 'restarted' | 'stopped';

/** What the state machine and the clients are told. */
export type OutputEffect = Exclude<Effect, Persist | Send | ArmTimer | StopTimer>;

/** What becomes of a server by one event, and what the world sees of it. */
export interface ReferenceStep {
  readonly server: ReferenceServer;
  /** Sent, in this order, once everything durable of `server` is on the disk. */
  readonly messages: readonly Message[];
  /** What is given to the state machine and to clients, in this order, likewise. */
  readonly outputs: readonly OutputEffect[];
  /** What becomes of each timer; one that is left out is kept. */
  readonly timers: Readonly<Partial<Record<TimerName, TimerChange>>>;
  /** Is what is durable written after the messages were sent, and not before? Absent: before. */
  readonly isWrittenLast?: boolean;
  /** Is it written between messages, those that it says something of behind it? */
  readonly isWrittenBetween?: boolean;
}

type Changeable<T> = { -readonly [Name in keyof T]: T[Name] };

type Transfer = 'snapshotOffset' | 'outgoingSnapshot';

/** A server in the middle of a step: a private copy, written to at will. */
export interface ReferenceSelf
  extends Changeable<Omit<ReferenceServer, 'log' | 'nextIndex' | 'matchIndex' | 'pipelining' | Transfer>> {
  log: Entry[];
  nextIndex: Record<ServerId, Index>;
  matchIndex: Record<ServerId, Index>;
  pipelining: Record<ServerId, boolean>;
  snapshotOffset: Record<ServerId, number>;
  outgoingSnapshot: Record<ServerId, Snapshot | null>;
}

/** What comes of the step beside the server. */
export interface ReferenceOut {
  messages: Message[];
  outputs: OutputEffect[];
  timers: Partial<Record<TimerName, TimerChange>>;
  isWrittenLast?: boolean;
  isWrittenBetween?: boolean;
}

/** An optional page, written a second time. It is asked before the figure, and puts itself in order when the step is over. */
export interface ReferencePage {
  /** What it keeps at first. */
  readonly initial: ExtensionStates[ExtensionId];
  /** The same where it depends on the disk; absent: it does not. */
  readonly comeBack?: (disk: ReferenceDisk) => ExtensionStates[ExtensionId];
  /** The kinds of messages that it brings. */
  readonly messages: readonly Message['type'][];
  /** Is this message as good as lost, before its term is looked at? Absent: none is. */
  readonly ignores?: (self: ReferenceSelf, message: Message) => boolean;
  /** What it makes of a message, whoever answers it, after its term was adopted if it is newer; absent: nothing. */
  readonly hear?: (self: ReferenceSelf, message: Message, out: ReferenceOut) => void;
  /** Does the page answer this message? Its term has been adopted if it is newer. */
  readonly receive: (self: ReferenceSelf, message: Message, out: ReferenceOut) => boolean;
  /** Does the page answer what happens to a server by itself? */
  readonly happen: (self: ReferenceSelf, event: Exclude<Event, Message>, out: ReferenceOut) => boolean;
  /** Up to where a leader counts its own log for commitment; absent: all of it. */
  readonly ownIndex?: (self: ReferenceSelf) => Index;
  /** What it does of its own accord while a server leads, before entries are sent, and again when more is committed. Absent: nothing. */
  readonly tend?: (self: ReferenceSelf, out: ReferenceOut) => void;
  /** What it does of its own accord when a server has begun to lead, and has told everyone. Absent: nothing. */
  readonly lead?: (self: ReferenceSelf, out: ReferenceOut) => void;
  /** What the page does when the step of this event is over. */
  readonly settle: (self: ReferenceSelf, out: ReferenceOut, event: Event) => void;
}

/** The pages of a server, by their names. */
export type ReferencePages = Readonly<Partial<Record<ExtensionId, ReferencePage>>>;

/** One event at one server, with these pages. The argument is not changed. */
export const referenceStep = (server: ReferenceServer, event: Event, pages: ReferencePages = {}): ReferenceStep => {
  const self: ReferenceSelf = {
    ...server,
    log: [...server.log],
    nextIndex: { ...server.nextIndex },
    matchIndex: { ...server.matchIndex },
    pipelining: { ...server.pipelining },
    snapshotOffset: { ...server.snapshotOffset },
    outgoingSnapshot: { ...server.outgoingSnapshot },
  };
  const out: ReferenceOut = { messages: [], outputs: [], timers: {} };
  const all = Object.values(pages);
  if ('from' in event) receive(self, event, out, all);
  else if (!all.some((page) => page.happen(self, event, out))) happen(self, event, out);
  if (self.role === 'leader') {
    if (server.role !== 'leader') for (const page of all) page.lead?.(self, out);
    lead(self, out, all);
  }
  applyCommitted(self, out);
  for (const page of all) page.settle(self, out, event);
  return { server: self, ...out };
};

/** RS-L-3, RS-L-4, until nothing more is committed. */
const lead = (self: ReferenceSelf, out: ReferenceOut, pages: readonly ReferencePage[]): void => {
  for (let known = -1; known !== self.commitIndex; ) {
    known = self.commitIndex;
    for (const page of pages) page.tend?.(self, out);
    for (const peer of othersOf(self)) sendEntries(self, peer, out);
    const own = Math.min(...pages.map((page) => page.ownIndex?.(self) ?? lastIndex(self)), lastIndex(self));
    advanceCommitIndex(self, own);
  }
};

/** ST-9: the server that comes back from its disk. */
export const referenceRestart = (disk: ReferenceDisk, pages: ReferencePages = {}): ReferenceServer => ({
  ...serverFrom(disk),
  ...(Object.keys(pages).length > 0 && {
    extensions: Object.fromEntries(
      Object.entries(pages).map(([id, { initial, comeBack }]) => [id, comeBack?.(disk) ?? initial]),
    ),
  }),
});

const serverFrom = ({ id, peers, options, currentTerm, votedFor, log, snapshot }: ReferenceDisk): ReferenceServer => ({
  id,
  peers,
  options,
  currentTerm,
  votedFor,
  log,
  snapshot,
  role: 'follower',
  commitIndex: snapshot?.lastIncludedIndex ?? 0,
  lastApplied: snapshot?.lastIncludedIndex ?? 0,
  leaderId: null,
  votesGranted: [],
  nextIndex: {},
  matchIndex: {},
  pipelining: {},
  snapshotOffset: {},
  outgoingSnapshot: {},
  incomingSnapshot: null,
});

// The log: entries after the snapshot, whose last index and term stand before them (IS-14).

export const snapshotIndex = ({ snapshot }: ReferenceDisk): Index => snapshot?.lastIncludedIndex ?? 0;

export const lastIndex = (self: ReferenceDisk): Index => snapshotIndex(self) + self.log.length;

export const entryAt = (self: ReferenceDisk, index: Index): Entry | undefined =>
  self.log[index - snapshotIndex(self) - 1];

export const termAt = (self: ReferenceDisk, index: Index): Term | undefined =>
  index === snapshotIndex(self) ? (self.snapshot?.lastIncludedTerm ?? 0) : entryAt(self, index)?.term;

export const lastTerm = (self: ReferenceDisk): Term => termAt(self, lastIndex(self)) ?? 0;

// Rules for Servers: All Servers.

/** RS-A-1 */
const applyCommitted = (self: ReferenceSelf, out: ReferenceOut): void => {
  while (self.lastApplied < self.commitIndex) {
    const index = self.lastApplied + 1;
    const entry = entryAt(self, index);
    if (entry === undefined) return;
    self.lastApplied = index;
    if (!('command' in entry)) continue;
    out.outputs.push({ type: 'apply', index, term: entry.term, command: entry.command });
    // RS-L-2
    if (self.role === 'leader' && entry.term === self.currentTerm)
      out.outputs.push({ type: 'reply', index, term: entry.term });
  }
};

const receive = (self: ReferenceSelf, message: Message, out: ReferenceOut, pages: readonly ReferencePage[]): void => {
  const kinds: readonly string[] = [...figureKinds, ...pages.flatMap(({ messages }) => messages)];
  if (!kinds.includes(message.type) || !isListenedTo(self, message)) return;
  if (pages.some((page) => page.ignores?.(self, message))) return;
  if (message.term > self.currentTerm) adoptTerm(self, message.term, out);
  for (const page of pages) page.hear?.(self, message, out);
  if (pages.some((page) => page.receive(self, message, out))) return;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- pages answer what is theirs
  switch (message.type) {
    case 'RequestVote':
      receiveRequestVote(self, message, out);
      break;
    case 'AppendEntries':
      receiveAppendEntries(self, message, out);
      break;
    case 'InstallSnapshot':
      receiveInstallSnapshot(self, message, out);
      break;
    case 'RequestVoteReply':
      receiveVote(self, message, out);
      break;
    case 'AppendEntriesReply':
      if (message.success) receiveSuccess(self, message);
      else receiveRejection(self, message, out);
      break;
    case 'InstallSnapshotReply':
      receiveProgress(self, message, out);
  }
};

const figureKinds = [
  ...(['RequestVote', 'RequestVoteReply', 'AppendEntries', 'AppendEntriesReply'] as const),
  ...(['InstallSnapshot', 'InstallSnapshotReply'] as const),
];

const MAX_NUMBER = 2 ** 48;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= MAX_NUMBER;

/** D-23: nobody else belongs to the cluster. */
const isStrange = (self: ReferenceDisk, { from, to }: Message): boolean => to !== self.id || !self.peers.includes(from);

/** D-24: with these numbers, or with such entries, nobody counts. */
const isMalformed = (message: Message): boolean => {
  const numbers = Object.values(message).filter((value) => typeof value === 'number');
  const entries: unknown = 'entries' in message ? message.entries : [];
  return !numbers.every(isCount) || !Array.isArray(entries) || !Array.from(entries as unknown[]).every(isEntry);
};

/** A term, and a command or something else that an entry may hold. */
const isEntry = (entry: unknown): boolean => {
  const { term, ...content } = (entry ?? {}) as Partial<Entry>;
  if (typeof term !== 'number' || !isCount(term)) return false;
  return 'command' in content ? typeof content.command === 'string' : Object.keys(content).length > 0;
};

/** D-23, D-24: can a server of the cluster have sent this, and to this one? */
export const isListenedTo = (self: ReferenceDisk, message: Message): boolean =>
  !isStrange(self, message) && !isMalformed(message);

/** RS-A-2 */
const adoptTerm = (self: ReferenceSelf, term: Term, out: ReferenceOut): void => {
  if (self.role === 'leader') {
    out.timers.heartbeat = 'stopped';
    out.timers.election = 'restarted';
  }
  self.currentTerm = term;
  self.votedFor = null;
  self.leaderId = null;
  becomeFollower(self);
};

/** RS-C-3, RS-A-2 */
export const becomeFollower = (self: ReferenceSelf): void => {
  self.role = 'follower';
  self.votesGranted = [];
  self.nextIndex = {};
  self.matchIndex = {};
  self.pipelining = {};
  self.snapshotOffset = {};
  self.outgoingSnapshot = {};
};

/** What happens to a server by itself. */
const happen = (self: ReferenceSelf, event: Exclude<Event, Message>, out: ReferenceOut): void => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- pages answer what is theirs
  switch (event.type) {
    case 'start': // ST-9
      if (self.snapshot) out.outputs.push({ type: 'restoreSnapshot', snapshot: self.snapshot });
      out.timers.election = 'restarted';
      break;
    case 'timeout':
      if (event.timer === 'election' && self.role !== 'leader') startElection(self, out); // RS-F-2, RS-C-4
      if (event.timer === 'heartbeat' && self.role === 'leader') sendHeartbeats(self, out);
      break;
    case 'clientCommand':
      takeCommand(self, event, out);
      break;
    case 'compact':
      compact(self, event, out);
  }
};

// RequestVote RPC: receiver implementation.

/** RV-1, RV-2, RV-4 */
export const receiveRequestVote = (self: ReferenceSelf, request: RequestVote, out: ReferenceOut): void => {
  const { term, candidateId, lastLogIndex, lastLogTerm } = request;
  const isFree = self.votedFor === null || self.votedFor === candidateId; // D-5
  const isUpToDate = // D-3
    lastLogTerm > lastTerm(self) || (lastLogTerm === lastTerm(self) && lastLogIndex >= lastIndex(self));
  const voteGranted = term === self.currentTerm && isFree && isUpToDate; // RV-1, RV-2, RV-4
  if (voteGranted) {
    self.votedFor = candidateId;
    out.timers.election = 'restarted'; // RS-F-3
  }
  out.messages.push({ type: 'RequestVoteReply', ...answerTo(self, request), voteGranted });
};

/** Where an answer goes, and in which term. */
export const answerTo = (self: ReferenceSelf, { from }: Message) => ({
  from: self.id,
  to: from,
  term: self.currentTerm,
});

// AppendEntries RPC: receiver implementation.

export const receiveAppendEntries = (self: ReferenceSelf, request: AppendEntries, out: ReferenceOut): void => {
  const { prevLogIndex, prevLogTerm, entries, leaderCommit } = request;
  const answer = (verdict: Partial<AppendEntriesReply>): void => {
    const type = 'AppendEntriesReply';
    const refusal = { success: false, prevLogIndex, matchIndex: 0, conflictTerm: 0, conflictIndex: 0 };
    out.messages.push({ type, from: self.id, to: request.from, term: self.currentTerm, ...refusal, ...verdict });
  };
  if (request.term < self.currentTerm) {
    answer({}); // AE-1
    return;
  }
  if (self.role === 'leader') return; // D-19
  hearLeader(self, request, out);
  const isKnown = prevLogIndex < snapshotIndex(self) || termAt(self, prevLogIndex) === prevLogTerm; // D-13
  if (!isKnown) {
    answer(conflict(self, prevLogIndex)); // AE-2
    return;
  }
  for (const [place, entry] of entries.entries()) {
    const index = prevLogIndex + 1 + place;
    if (index <= snapshotIndex(self) || termAt(self, index) === entry.term) continue; // D-13, D-2
    self.log.length = index - snapshotIndex(self) - 1; // AE-3
    self.log.push(entry); // AE-4
  }
  const lastNewIndex = prevLogIndex + entries.length; // D-1
  self.commitIndex = Math.max(self.commitIndex, Math.min(leaderCommit, lastNewIndex)); // AE-5
  discardCommittedPart(self);
  answer({ success: true, matchIndex: lastNewIndex }); // AE-7
};

/** RS-C-3, RS-F-3 */
const hearLeader = (self: ReferenceSelf, { leaderId }: AppendEntries | InstallSnapshot, out: ReferenceOut): void => {
  becomeFollower(self);
  self.leaderId = leaderId;
  out.timers.election = 'restarted';
};

/** D-9 */
const conflict = (self: ReferenceSelf, prevLogIndex: Index) => {
  const conflictTerm = termAt(self, prevLogIndex);
  if (conflictTerm === undefined) return { conflictTerm: 0, conflictIndex: lastIndex(self) + 1 };
  const first = self.log.findIndex(({ term }) => term === conflictTerm);
  return { conflictTerm, conflictIndex: snapshotIndex(self) + 1 + Math.max(first, 0) };
};

// InstallSnapshot RPC (Figure 13): receiver implementation.

const receiveInstallSnapshot = (self: ReferenceSelf, request: InstallSnapshot, out: ReferenceOut): void => {
  const { lastIncludedIndex, checksum } = request;
  if (request.term === self.currentTerm && self.role === 'leader') return; // D-19
  const progress = request.term < self.currentTerm ? { offset: 0, done: false } : takeChunk(self, request, out); // IS-1
  const answer = { lastIncludedIndex, checksum, ...progress }; // D-11
  out.messages.push({ type: 'InstallSnapshotReply', ...answerTo(self, request), ...answer });
};

/** How far the snapshot has come with this chunk. */
const takeChunk = (
  self: ReferenceSelf,
  request: InstallSnapshot,
  out: ReferenceOut,
): { offset: number; done: boolean } => {
  const { lastIncludedIndex, lastIncludedTerm, checksum, offset, done } = request;
  hearLeader(self, request, out);
  if (lastIncludedIndex <= self.commitIndex) {
    discardCommittedPart(self);
    return { offset: offset + request.data.length, done: true }; // D-7
  }
  const part = isPartOf(self.incomingSnapshot, request) ? self.incomingSnapshot.data : ''; // IS-2
  if (offset !== part.length) return { offset: part.length, done: false }; // IS-3: a repetition, or a gap
  const data = part + request.data;
  if (!done) {
    self.incomingSnapshot = { lastIncludedIndex, lastIncludedTerm, checksum, data };
    return { offset: data.length, done: false }; // IS-4
  }
  self.incomingSnapshot = null;
  if (crc32c(data) !== checksum) return { offset: 0, done: false }; // IS-12
  install(self, { lastIncludedIndex, lastIncludedTerm, data, checksum }, out);
  return { offset: data.length, done: true };
};

/** D-12 */
const isPartOf = (part: IncomingSnapshot | null, request: InstallSnapshot): part is IncomingSnapshot =>
  part !== null &&
  part.lastIncludedIndex === request.lastIncludedIndex &&
  part.lastIncludedTerm === request.lastIncludedTerm &&
  part.checksum === request.checksum;

/** IS-5, IS-6, IS-7, IS-8 */
const install = (self: ReferenceSelf, snapshot: Snapshot, out: ReferenceOut): void => {
  const { lastIncludedIndex, lastIncludedTerm } = snapshot;
  const isHeld = termAt(self, lastIncludedIndex) === lastIncludedTerm;
  self.log = isHeld ? self.log.slice(lastIncludedIndex - snapshotIndex(self)) : [];
  self.snapshot = snapshot;
  self.commitIndex = lastIncludedIndex;
  self.lastApplied = lastIncludedIndex;
  out.outputs.push({ type: 'restoreSnapshot', snapshot });
};

/** IS-5: a part of a snapshot that ends before what a leader has shown to be committed. */
const discardCommittedPart = (self: ReferenceSelf): void => {
  if (self.incomingSnapshot && self.incomingSnapshot.lastIncludedIndex <= self.commitIndex)
    self.incomingSnapshot = null;
};

/** CRC-32C of the code units of a text, low byte first, bit by bit (D-12, D-18). */
export const crc32c = (text: string): number => {
  let crc = 0xffffffff;
  for (let place = 0; place < text.length; place++) {
    crc ^= text.charCodeAt(place);
    for (let bit = 0; bit < 16; bit++) crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
  }
  return ~crc >>> 0;
};

// Rules for Servers: Candidates.

/** RS-C-1 */
export const startElection = (self: ReferenceSelf, out: ReferenceOut): void => {
  self.role = 'candidate';
  self.currentTerm++;
  self.votedFor = self.id;
  self.leaderId = null;
  self.votesGranted = [self.id];
  out.timers.election = 'restarted';
  for (const to of othersOf(self)) {
    const about = { candidateId: self.id, lastLogIndex: lastIndex(self), lastLogTerm: lastTerm(self) }; // RV-3
    out.messages.push({ type: 'RequestVote', from: self.id, to, term: self.currentTerm, ...about });
  }
  countVotes(self, out);
};

const receiveVote = (self: ReferenceSelf, { from, term, voteGranted }: RequestVoteReply, out: ReferenceOut): void => {
  if (self.role !== 'candidate' || term !== self.currentTerm || !voteGranted) return; // D-6
  self.votesGranted = [...new Set([...self.votesGranted, from])].sort();
  countVotes(self, out);
};

/** RS-C-2 */
const countVotes = (self: ReferenceSelf, out: ReferenceOut): void => {
  if (!decide(self, self.votesGranted)) return;
  self.role = 'leader';
  self.leaderId = self.id;
  self.votesGranted = [];
  for (const peer of othersOf(self)) beginToFollow(self, peer);
  out.timers.election = 'stopped';
  sendHeartbeats(self, out);
};

/** ST-6, ST-7: what a leader assumes of a server that it knows nothing of. */
export const beginToFollow = (self: ReferenceSelf, peer: ServerId): void => {
  self.nextIndex[peer] = lastIndex(self) + 1;
  self.matchIndex[peer] = 0;
  self.pipelining[peer] = false; // D-14
  beginTransfer(self, peer);
};

// Rules for Servers: Leaders.

/** RS-L-1 */
const sendHeartbeats = (self: ReferenceSelf, out: ReferenceOut): void => {
  for (const peer of othersOf(self)) {
    if (isPipelined(self, peer)) sendAppendEntries(self, peer, 0, out);
    else probe(self, peer, out);
  }
  out.timers.heartbeat = 'restarted';
};

/** RS-L-2, CL-1 */
const takeCommand = (self: ReferenceSelf, { command }: ClientCommand, out: ReferenceOut): void => {
  if (self.role === 'leader') self.log.push({ term: self.currentTerm, command });
  else out.outputs.push({ type: 'reject', reason: 'notLeader', leaderId: self.leaderId });
};

/** RS-L-3, D-14, D-15: entries that a follower lacks, batch after batch, as far ahead of its acknowledgement as allowed. */
const sendEntries = (self: ReferenceSelf, peer: ServerId, out: ReferenceOut): void => {
  if (!isPipelined(self, peer)) return;
  for (;;) {
    const next = numberOf(self.nextIndex, peer);
    const room = self.options.maxInFlightEntries - (next - 1 - numberOf(self.matchIndex, peer));
    const count = Math.min(self.options.maxEntriesPerAppend, room, lastIndex(self) + 1 - next);
    if (!(count > 0)) return;
    sendAppendEntries(self, peer, count, out);
    self.nextIndex[peer] = next + count;
  }
};

const numberOf = (numbers: PerFollower<number>, peer: ServerId): number => numbers[peer] ?? 0;

/** Does this follower get entries without being asked about its log first? */
const isPipelined = (self: ReferenceSelf, peer: ServerId): boolean =>
  self.pipelining[peer] === true && !needsSnapshot(self, peer);

/** IS-9 */
const needsSnapshot = (self: ReferenceSelf, peer: ServerId): boolean =>
  numberOf(self.nextIndex, peer) <= snapshotIndex(self);

/** D-14: one message from `nextIndex` on, whose answer tells where the two logs agree. */
const probe = (self: ReferenceSelf, peer: ServerId, out: ReferenceOut): void => {
  if (needsSnapshot(self, peer)) sendChunk(self, peer, out);
  else sendAppendEntries(self, peer, self.options.maxEntriesPerAppend, out);
};

/** AE-6: at most `count` entries from `nextIndex` on. */
const sendAppendEntries = (self: ReferenceSelf, to: ServerId, count: number, out: ReferenceOut): void => {
  const prevLogIndex = numberOf(self.nextIndex, to) - 1;
  const first = prevLogIndex - snapshotIndex(self);
  out.messages.push({
    type: 'AppendEntries',
    from: self.id,
    to,
    term: self.currentTerm,
    leaderId: self.id,
    prevLogIndex,
    prevLogTerm: termAt(self, prevLogIndex) ?? 0,
    entries: self.log.slice(first, first + count),
    leaderCommit: self.commitIndex,
  });
};

/** IS-10: whatever is sent of a snapshot from now on is of the newest one, from its beginning. */
const beginTransfer = (self: ReferenceSelf, peer: ServerId): void => {
  self.snapshotOffset[peer] = 0;
  self.outgoingSnapshot[peer] = null;
};

/** IS-10: what this follower is sent of: the snapshot that was the newest when its transfer began. */
const snapshotTo = (self: ReferenceSelf, peer: ServerId): Snapshot | null =>
  self.outgoingSnapshot[peer] ?? self.snapshot;

/** IS-9, IS-10 */
const sendChunk = (self: ReferenceSelf, to: ServerId, out: ReferenceOut): void => {
  const snapshot = snapshotTo(self, to);
  if (!snapshot) return;
  const { lastIncludedIndex, lastIncludedTerm, checksum, data } = snapshot;
  const offset = numberOf(self.snapshotOffset, to);
  const end = offset + self.options.snapshotChunkLength;
  out.messages.push({
    type: 'InstallSnapshot',
    from: self.id,
    to,
    term: self.currentTerm,
    leaderId: self.id,
    lastIncludedIndex,
    lastIncludedTerm,
    checksum,
    offset,
    data: data.slice(offset, end),
    done: end >= data.length,
  });
};

const isCurrent = (self: ReferenceSelf, { term }: Message): boolean =>
  self.role === 'leader' && term === self.currentTerm; // D-6

/** RS-L-5 */
const receiveSuccess = (self: ReferenceSelf, reply: AppendEntriesReply): void => {
  if (!isCurrent(self, reply)) return;
  const { from, matchIndex } = reply;
  const endsProbe = !self.pipelining[from] && matchIndex >= numberOf(self.nextIndex, from) - 1; // D-14
  if (endsProbe || matchIndex > numberOf(self.matchIndex, from)) acknowledge(self, from, matchIndex);
};

/** RS-L-5, IS-11: the follower has everything up to an index on its disk. Nothing goes back (D-6). */
const acknowledge = (self: ReferenceSelf, peer: ServerId, index: Index): void => {
  const next = numberOf(self.nextIndex, peer);
  if (index >= next - 1) self.pipelining[peer] = true; // D-14
  self.matchIndex[peer] = Math.max(numberOf(self.matchIndex, peer), index);
  self.nextIndex[peer] = Math.max(next, index + 1);
  const end = snapshotTo(self, peer)?.lastIncludedIndex ?? 0;
  if (numberOf(self.nextIndex, peer) > end) beginTransfer(self, peer); // IS-10: all of it has arrived, or is not needed
};

/** RS-L-6 */
const receiveRejection = (self: ReferenceSelf, reply: AppendEntriesReply, out: ReferenceOut): void => {
  if (!isCurrent(self, reply)) return;
  const { from, prevLogIndex, conflictTerm, conflictIndex } = reply;
  const next = numberOf(self.nextIndex, from);
  const known = numberOf(self.matchIndex, from);
  const isOld = self.pipelining[from] ? prevLogIndex >= next : prevLogIndex !== next - 1;
  if (isOld || prevLogIndex <= known) return; // D-6
  let own = lastIndex(self);
  while (own >= snapshotIndex(self) && termAt(self, own) !== conflictTerm) own--;
  const isHeld = conflictTerm > 0 && own >= snapshotIndex(self);
  const hint = isHeld ? own + 1 : conflictIndex; // D-9
  self.nextIndex[from] = Math.max(known + 1, Math.min(hint, prevLogIndex));
  self.pipelining[from] = false;
  probe(self, from, out);
};

/** IS-10, IS-11 */
const receiveProgress = (self: ReferenceSelf, reply: InstallSnapshotReply, out: ReferenceOut): void => {
  if (!isCurrent(self, reply)) return;
  const { from, lastIncludedIndex, checksum, offset, done } = reply;
  if (done) {
    if (lastIncludedIndex > numberOf(self.matchIndex, from)) acknowledge(self, from, lastIncludedIndex);
    return;
  }
  const sent = snapshotTo(self, from);
  const isOfThis = sent?.lastIncludedIndex === lastIncludedIndex && sent.checksum === checksum;
  const isUnderWay = offset === self.snapshotOffset[from]; // D-22
  if (!needsSnapshot(self, from) || !isOfThis || isUnderWay) return;
  if (offset === 0) beginTransfer(self, from);
  self.snapshotOffset[from] = offset;
  sendChunk(self, from, out);
};

/** RS-L-4 */
const advanceCommitIndex = (self: ReferenceSelf, ownIndex: Index): void => {
  for (let index = lastIndex(self); index > self.commitIndex; index--) {
    if (termAt(self, index) !== self.currentTerm) continue;
    const holders = othersOf(self).filter((peer) => numberOf(self.matchIndex, peer) >= index);
    if (!decide(self, ownIndex >= index ? [self.id, ...holders] : holders)) continue;
    self.commitIndex = index;
    return;
  }
};

// Log compaction (§7).

/** IS-13 */
export const compact = (self: ReferenceSelf, { index, data }: Compact, out: ReferenceOut): void => {
  if (index <= snapshotIndex(self) || index > self.lastApplied) {
    const reason = index > self.lastApplied ? 'notApplied' : 'alreadyCompacted';
    out.outputs.push({ type: 'reject', reason, leaderId: self.leaderId });
    return;
  }
  const snapshot = {
    lastIncludedIndex: index,
    lastIncludedTerm: termAt(self, index) ?? 0,
    data,
    checksum: crc32c(data),
  };
  for (const peer of Object.keys(self.outgoingSnapshot)) {
    if (needsSnapshot(self, peer)) self.outgoingSnapshot[peer] = snapshotTo(self, peer); // IS-10
  }
  self.log = self.log.slice(index - snapshotIndex(self));
  self.snapshot = snapshot;
};

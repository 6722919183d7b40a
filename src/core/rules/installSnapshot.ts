/** Figure 13, InstallSnapshot RPC: the sender's and the receiver's rules. */
import { crc32c } from '../checksum.ts';
import type { ClauseId } from '../clauses.ts';
import { compactTo, emptyLog, lastIndex, termAt } from '../log.ts';
import { type Guard, type Outcome, type Rule, send, withoutEffects } from '../outcome.ts';
import { armTimer } from '../timers.ts';
import type { IncomingSnapshot, InstallSnapshot, InstallSnapshotReply, Server, ServerId, Snapshot } from '../types.ts';
import { awaitChunk, matchIndexOf, needsSnapshot, raiseMatch, snapshotFor } from './progress.ts';

/** IS-9, IS-10: the chunk that the follower waits for. */
export const snapshotChunk = (server: Server, to: ServerId): InstallSnapshot => {
  const { lastIncludedIndex, lastIncludedTerm, checksum, data } = snapshotOf(server, to);
  const offset = server.snapshotOffset[to] ?? 0;
  const end = offset + server.options.snapshotChunkLength;
  return {
    type: 'InstallSnapshot',
    from: server.id,
    to,
    term: server.currentTerm,
    leaderId: server.id,
    lastIncludedIndex,
    lastIncludedTerm,
    checksum,
    offset,
    data: data.slice(offset, end),
    done: end >= data.length,
  };
};

const snapshotOf = (server: Server, to: ServerId): Snapshot => {
  const snapshot = snapshotFor(server, to);
  if (snapshot) return snapshot;
  throw new Error(`${server.id} has compacted its log to ${server.log.snapshotIndex}, but has no snapshot`);
};

/** IS-1: the leader's term is over; the reply tells it so. */
export const refuseOldSnapshot: Rule<InstallSnapshot> = (server, request) => ({
  server,
  effects: [reply(server, request, { offset: 0, done: false })],
  fired: ['RS-F-1', 'IS-1'],
});

/** D-7, its condition: everything in the snapshot is committed here. */
export const hasCommittedSnapshot: Guard<InstallSnapshot> = (server, request) =>
  request.lastIncludedIndex <= server.commitIndex;

/** D-7: the snapshot brings nothing; say so, that the leader may go on from its end. */
export const skipSnapshot: Rule<InstallSnapshot> = (server, request) =>
  answerLeader(withoutPassed(server), request, { offset: request.offset + request.data.length, done: true }, 'D-7');

/** IS-5: what has arrived of a snapshot is of no use once everything in it is committed here. */
export const withoutPassed = (server: Server): Server =>
  server.incomingSnapshot !== null && server.incomingSnapshot.lastIncludedIndex <= server.commitIndex
    ? { ...server, incomingSnapshot: null }
    : server;

/** What has arrived of the snapshot that a chunk belongs to. D-12: chunks of different snapshots are never mixed. */
const collectChunks = ({ incomingSnapshot }: Server, request: InstallSnapshot): string =>
  incomingSnapshot !== null &&
  incomingSnapshot.lastIncludedIndex === request.lastIncludedIndex &&
  incomingSnapshot.lastIncludedTerm === request.lastIncludedTerm &&
  incomingSnapshot.checksum === request.checksum
    ? incomingSnapshot.data
    : '';

/** Is this the chunk that the follower waits for? The first one always is, if it begins another snapshot. */
const isNext = (server: Server, request: InstallSnapshot): boolean =>
  request.offset === collectChunks(server, request).length;

/** What has arrived once this chunk has. */
const extendSnapshot = (server: Server, request: InstallSnapshot): IncomingSnapshot => {
  const { lastIncludedIndex, lastIncludedTerm, checksum, data } = request;
  return { lastIncludedIndex, lastIncludedTerm, checksum, data: collectChunks(server, request) + data };
};

/** IS-2, IS-3: which of them this chunk is a case of. */
const clausesOf = (server: Server, request: InstallSnapshot): ClauseId[] => {
  if (!isNext(server, request)) return [];
  return request.offset === 0 ? ['IS-2', 'IS-3'] : ['IS-3'];
};

/** Has the last chunk come, with all before it? */
const isWhole = (server: Server, request: InstallSnapshot): boolean => request.done && isNext(server, request);

/** IS-5, its condition. */
export const completesSnapshot: Guard<InstallSnapshot> = (server, request) =>
  isWhole(server, request) && crc32c(extendSnapshot(server, request).data) === request.checksum;

/** IS-12, its condition. */
export const isCorrupt: Guard<InstallSnapshot> = (server, request) =>
  isWhole(server, request) && !completesSnapshot(server, request);

/** IS-2, IS-3, IS-4: keep the chunk if it is the next one, and say which one is. */
export const storeChunk: Rule<InstallSnapshot> = (server, request) => {
  const next = isNext(server, request) ? { ...server, incomingSnapshot: extendSnapshot(server, request) } : server;
  const progress = { offset: collectChunks(next, request).length, done: false };
  return answerLeader(next, request, progress, ...clausesOf(server, request), 'IS-4');
};

/** IS-12: what arrived is not what was sent; begin again. */
export const discardSnapshot: Rule<InstallSnapshot> = (server, request) =>
  answerLeader({ ...server, incomingSnapshot: null }, request, { offset: 0, done: false }, 'D-12', 'IS-12');

/** IS-5 to IS-8: the snapshot takes the place of the log's beginning, or of all of it, and of the state machine. */
export const installSnapshot: Rule<InstallSnapshot> = (server, request) => {
  const { lastIncludedIndex, lastIncludedTerm, checksum } = request;
  const snapshot: Snapshot = {
    lastIncludedIndex,
    lastIncludedTerm,
    data: extendSnapshot(server, request).data,
    checksum,
  };
  const keepsSuffix = termAt(server.log, lastIncludedIndex) === lastIncludedTerm;
  const truncates = !keepsSuffix && lastIndex(server.log) > lastIncludedIndex;
  const next: Server = {
    ...server,
    log: keepsSuffix
      ? compactTo(server.log, lastIncludedIndex, lastIncludedTerm)
      : emptyLog(lastIncludedIndex, lastIncludedTerm),
    snapshot,
    commitIndex: lastIncludedIndex,
    lastApplied: lastIncludedIndex,
    incomingSnapshot: null,
  };
  const offset = request.offset + request.data.length;
  const answer = answerLeader(next, request, { offset, done: true }, ...clausesOf(server, request), 'D-12', 'IS-5');
  return {
    server: answer.server,
    effects: [
      { type: 'persist', snapshot, ...(truncates && { truncateFrom: lastIncludedIndex + 1 }) },
      { type: 'restoreSnapshot', snapshot },
      ...answer.effects,
    ],
    fired: [...answer.fired, ...(keepsSuffix ? (['IS-6', 'D-8'] as const) : (['IS-7'] as const)), 'IS-8'],
  };
};

/** RS-F-1, RS-F-3: the current leader was heard, and gets an answer. */
const answerLeader = (
  server: Server,
  request: InstallSnapshot,
  progress: Pick<InstallSnapshotReply, 'offset' | 'done'>,
  ...fired: ClauseId[]
): Outcome => ({
  server: { ...server, leaderId: request.leaderId },
  effects: [armTimer('election'), reply(server, request, progress)],
  fired: ['RS-F-1', 'RS-F-3', ...fired],
});

/** D-11: a reply that says which snapshot it speaks of, and how far it has come. */
const reply = (
  server: Server,
  { from, lastIncludedIndex, checksum }: InstallSnapshot,
  progress: Pick<InstallSnapshotReply, 'offset' | 'done'>,
) =>
  send({
    type: 'InstallSnapshotReply',
    from: server.id,
    to: from,
    term: server.currentTerm,
    lastIncludedIndex,
    checksum,
    ...progress,
  });

/** IS-11, its condition. */
export const isInstalled: Guard<InstallSnapshotReply> = (server, { term, done }) => term === server.currentTerm && done;

/** IS-11: the follower has everything up to the end of the snapshot on its disk; go on with entries. */
export const finishSnapshot: Rule<InstallSnapshotReply> = (server, { from, lastIncludedIndex }) =>
  lastIncludedIndex > matchIndexOf(server, from)
    ? withoutEffects(raiseMatch(server, from, lastIncludedIndex), 'IS-11')
    : withoutEffects(server, 'D-6');

/** Does the reply speak of the snapshot that is being sent to this follower, and say that it lacks a part of it? */
const isOfTransfer: Guard<InstallSnapshotReply> = (server, { from, term, done, lastIncludedIndex, checksum }) => {
  if (term !== server.currentTerm || done || !needsSnapshot(server, from)) return false;
  const sent = snapshotFor(server, from);
  return lastIncludedIndex === sent?.lastIncludedIndex && checksum === sent.checksum;
};

/** IS-10, its condition: the follower waits for another chunk of the snapshot that is being sent to it. */
export const wantsChunk: Guard<InstallSnapshotReply> = (server, reply) =>
  isOfTransfer(server, reply) && reply.offset !== server.snapshotOffset[reply.from];

/** D-22, its condition: the chunk that the follower waits for is under way. */
export const awaitsSentChunk: Guard<InstallSnapshotReply> = (server, reply) =>
  isOfTransfer(server, reply) && reply.offset === server.snapshotOffset[reply.from];

/** D-22: it was sent already; if it is lost, the next heartbeat is the same chunk. */
export const keepSentChunk: Rule<InstallSnapshotReply> = (server) => withoutEffects(server, 'D-22');

/** IS-10: the next chunk, from where the follower is. */
export const sendNextChunk: Rule<InstallSnapshotReply> = (server, { from, offset }) => {
  const next = awaitChunk(server, from, offset);
  return { server: next, effects: [send(snapshotChunk(next, from))], fired: ['IS-10', 'D-11'] };
};

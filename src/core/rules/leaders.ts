/** Figure 2, Rules for Servers: Leaders. */
import type { ClauseId } from '../clauses.ts';
import { append, lastIndex, lastIndexOfTerm, termAt } from '../log.ts';
import { type Guard, type Outcome, type Rule, send, withoutEffects } from '../outcome.ts';
import { agreedIndex, configurationOf, othersOf } from '../quorum.ts';
import { armTimer } from '../timers.ts';
import type {
  AppendEntriesReply,
  ClientCommand,
  Entry,
  Index,
  Message,
  Send,
  Server,
  ServerId,
  Timeout,
} from '../types.ts';
import { appendEntries } from './appendEntries.ts';
import { snapshotChunk } from './installSnapshot.ts';
import { goBack, matchIndexOf, needsSnapshot, nextIndexOf, raiseMatch, raiseNext } from './progress.ts';

/** RS-L-1: the heartbeat timer has run out; keep the followers from standing for election. */
export const heartbeat: Rule<Timeout> = (server) => {
  const heartbeats = sendHeartbeats(server);
  return { ...heartbeats, effects: [...heartbeats.effects, armTimer('heartbeat')] };
};

/** RS-L-1: one message to each follower, whatever it is known to have; what was lost before is found out by it. */
export const sendHeartbeats = (server: Server): Outcome => {
  const sends = othersOf(server).map((peer) => heartbeatTo(server, peer));
  const carries = (type: Message['type']): boolean => sends.some(({ message }) => message.type === type);
  const fired: ClauseId[] = ['RS-L-1'];
  if (carries('AppendEntries')) fired.push('AE-6');
  if (carries('InstallSnapshot')) fired.push('IS-9');
  return { server, effects: sends, fired };
};

/** D-14: while a follower is probed, its heartbeat is the probe; otherwise entries are on their way already. */
const heartbeatTo = (server: Server, peer: ServerId): Send =>
  server.pipelining[peer] && !needsSnapshot(server, peer)
    ? send(appendEntries(server, peer, nextIndexOf(server, peer), 0))
    : send(probe(server, peer));

/** D-14: the one message from which the leader learns where a follower's log agrees with its own. */
const probe = (server: Server, peer: ServerId): Message =>
  needsSnapshot(server, peer)
    ? snapshotChunk(server, peer)
    : appendEntries(server, peer, nextIndexOf(server, peer), server.options.maxEntriesPerAppend);

/** RS-L-2: the command goes to the end of the leader's own log first. */
export const appendCommand: Rule<ClientCommand> = (server, { command }) => {
  const entries: readonly Entry[] = [{ term: server.currentTerm, command }];
  return {
    server: { ...server, log: append(server.log, entries) },
    effects: [{ type: 'persist', append: { firstIndex: lastIndex(server.log) + 1, entries } }],
    fired: ['RS-L-2'],
  };
};

/** D-15: how many entries may go to this follower now, ahead of its acknowledgement. */
const sendable = (server: Server, peer: ServerId): number => {
  if (!server.pipelining[peer] || needsSnapshot(server, peer)) return 0;
  const inFlight = nextIndexOf(server, peer) - 1 - matchIndexOf(server, peer);
  const waiting = lastIndex(server.log) + 1 - nextIndexOf(server, peer);
  return Math.max(0, Math.min(waiting, server.options.maxInFlightEntries - inFlight));
};

/** RS-L-3, its condition: "last log index >= nextIndex for a follower". */
export const hasEntriesToSend: Guard = (server) => othersOf(server).some((peer) => sendable(server, peer) > 0);

/** RS-L-3: send the entries from nextIndex on; D-14: do not wait for the answer before sending the next ones. */
export const sendEntries: Rule = (server) => {
  const next: Record<ServerId, Index> = {};
  const sends = othersOf(server).flatMap((peer) => {
    next[peer] = nextIndexOf(server, peer) + sendable(server, peer);
    return batches(server, peer).map(send);
  });
  return { server: raiseNext(server, next), effects: sends, fired: ['RS-L-3', 'AE-6', 'D-14', 'D-15'] };
};

/** D-15: what may go now, in messages of at most maxEntriesPerAppend entries. */
const batches = (server: Server, peer: ServerId): readonly Message[] => {
  const { maxEntriesPerAppend } = server.options;
  const total = sendable(server, peer);
  return Array.from({ length: Math.ceil(total / maxEntriesPerAppend) }, (_, place) => {
    const done = place * maxEntriesPerAppend;
    return appendEntries(server, peer, nextIndexOf(server, peer) + done, Math.min(maxEntriesPerAppend, total - done));
  });
};

/** RS-L-5, its condition. D-6: only replies of the current term speak of the current log. */
export const isSuccess: Guard<AppendEntriesReply> = (server, reply) =>
  reply.term === server.currentTerm && reply.success;

/** RS-L-5: the follower has everything up to the reply's matchIndex on its disk. D-6: that may be known already. */
export const advanceFollower: Rule<AppendEntriesReply> = (server, { from, matchIndex }) => {
  const isNews = matchIndex > matchIndexOf(server, from);
  const endsProbe = !server.pipelining[from] && matchIndex + 1 >= nextIndexOf(server, from);
  return isNews || endsProbe
    ? withoutEffects(raiseMatch(server, from, matchIndex), 'RS-L-5')
    : withoutEffects(server, 'D-6');
};

/** RS-L-6, its condition. */
export const isRejection: Guard<AppendEntriesReply> = (server, reply) =>
  reply.term === server.currentTerm && !reply.success;

/** RS-L-6: the follower lacks the entry at prevLogIndex; go back and try again. */
export const backUp: Rule<AppendEntriesReply> = (server, reply) => {
  if (isOldRejection(server, reply)) return withoutEffects(server, 'D-6');
  const { from } = reply;
  const next = goBack(server, from, nextIndexAfter(server, reply));
  return {
    server: next,
    effects: [send(probe(next, from))],
    fired: ['RS-L-6', 'D-9', needsSnapshot(next, from) ? 'IS-9' : 'AE-6'],
  };
};

/** D-6: a follower can't lack what it has acknowledged; and a probe is answered by the answer to that probe. */
const isOldRejection: Guard<AppendEntriesReply> = (server, { from, prevLogIndex }) =>
  prevLogIndex <= matchIndexOf(server, from) ||
  (server.pipelining[from]
    ? prevLogIndex >= nextIndexOf(server, from)
    : prevLogIndex !== nextIndexOf(server, from) - 1);

/** D-9: after the leader's own last entry of the conflicting term, or where that term began for the follower. */
const nextIndexAfter = (server: Server, reply: AppendEntriesReply): Index => {
  const { from, prevLogIndex, conflictTerm, conflictIndex } = reply;
  const own = conflictTerm > 0 ? lastIndexOfTerm(server.log, conflictTerm) : undefined;
  const hint = own === undefined ? conflictIndex : own + 1;
  return Math.max(matchIndexOf(server, from) + 1, Math.min(hint, prevLogIndex));
};

/** The highest index that a majority has; the leader itself has its whole log. */
const replicatedIndex = (server: Server): Index =>
  agreedIndex(configurationOf(server), (id) => (id === server.id ? lastIndex(server.log) : matchIndexOf(server, id)));

/** RS-L-4, its condition: N > commitIndex, a majority has it, and it is of the leader's own term (Figure 8). */
export const canCommit: Guard = (server) => {
  if (server.commitIndex >= lastIndex(server.log)) return false; // asked after every event: mostly there is nothing to count
  const index = replicatedIndex(server);
  return index > server.commitIndex && termAt(server.log, index) === server.currentTerm;
};

/** RS-L-4: what a majority has is committed, and everything before it. */
export const advanceCommitIndex: Rule = (server) =>
  withoutEffects({ ...server, commitIndex: replicatedIndex(server) }, 'RS-L-4');

/**
 * What a leader knows of its followers: ST-6, ST-7 and, beside them, how it sends to each (D-14, IS-10). It is written here
 * and nowhere else.
 */
import { lastIndex } from '../log.ts';
import { othersOf } from '../quorum.ts';
import type { Index, PerFollower, Server, ServerId, Snapshot } from '../types.ts';

type Progress = Pick<Server, 'nextIndex' | 'matchIndex' | 'pipelining' | 'snapshotOffset' | 'outgoingSnapshot'>;

/** What a server knows of its followers that has none. */
export const noProgress: Progress = {
  nextIndex: {},
  matchIndex: {},
  pipelining: {},
  snapshotOffset: {},
  outgoingSnapshot: {},
};

/** What a new leader knows: it assumes that all logs end like its own, and knows nothing (ST-6, ST-7). */
export const newProgress = (server: Server): Progress => {
  const forEach = <T>(value: T): PerFollower<T> => Object.fromEntries(othersOf(server).map((id) => [id, value]));
  return {
    nextIndex: forEach(lastIndex(server.log) + 1),
    matchIndex: forEach(0),
    pipelining: forEach(false),
    snapshotOffset: forEach(0),
    outgoingSnapshot: forEach(null),
  };
};

/** What a leader knows when it speaks to others than before: of those that stay what it knew, of newcomers nothing, and of no one else. */
export const keepProgress = (server: Server): Server => {
  const fresh = newProgress(server);
  const keep = <T>(known: PerFollower<T>, anew: PerFollower<T>): PerFollower<T> =>
    Object.fromEntries(Object.entries(anew).map(([id, value]) => [id, known[id] ?? value]));
  return {
    ...server,
    nextIndex: keep(server.nextIndex, fresh.nextIndex),
    matchIndex: keep(server.matchIndex, fresh.matchIndex),
    pipelining: keep(server.pipelining, fresh.pipelining),
    snapshotOffset: keep(server.snapshotOffset, fresh.snapshotOffset),
    outgoingSnapshot: keep(server.outgoingSnapshot, fresh.outgoingSnapshot),
  };
};

/** ST-6 */
export const nextIndexOf = (server: Server, peer: ServerId): Index =>
  server.nextIndex[peer] ?? lastIndex(server.log) + 1;

/** ST-7 */
export const matchIndexOf = (server: Server, peer: ServerId): Index => server.matchIndex[peer] ?? 0;

/** IS-9, its condition: the leader has discarded the next entry that the follower needs. */
export const needsSnapshot = (server: Server, peer: ServerId): boolean =>
  nextIndexOf(server, peer) <= server.log.snapshotIndex;

/** IS-10: the snapshot that a follower is being sent: the one with which the transfer began. */
export const snapshotFor = (server: Server, peer: ServerId): Snapshot | null =>
  server.outgoingSnapshot[peer] ?? server.snapshot;

/**
 * The leader after it has learnt that a follower has everything up to an index. Neither index goes back (SP-9, D-6). Once the
 * follower is known to have everything before `nextIndex`, there is nothing left to probe for (D-14); once it has everything
 * that is in the snapshot for it, the transfer is over (IS-10).
 */
export const raiseMatch = (server: Server, peer: ServerId, index: Index): Server => {
  const matchIndex = Math.max(matchIndexOf(server, peer), index);
  const nextIndex = Math.max(nextIndexOf(server, peer), matchIndex + 1);
  const pipelining = (server.pipelining[peer] ?? false) || nextIndex === matchIndex + 1;
  const isOver = nextIndex > (snapshotFor(server, peer)?.lastIncludedIndex ?? 0);
  return {
    ...(isOver ? withoutTransfer(server, peer) : server),
    matchIndex: { ...server.matchIndex, [peer]: matchIndex },
    nextIndex: { ...server.nextIndex, [peer]: nextIndex },
    pipelining: { ...server.pipelining, [peer]: pipelining },
  };
};

/** IS-10: the leader without a transfer to this follower; the next one begins, and with the newest snapshot. */
const withoutTransfer = (server: Server, peer: ServerId): Server =>
  server.snapshotOffset[peer] === 0 && server.outgoingSnapshot[peer] === null
    ? server
    : {
        ...server,
        snapshotOffset: { ...server.snapshotOffset, [peer]: 0 },
        outgoingSnapshot: { ...server.outgoingSnapshot, [peer]: null },
      };

/** D-14: the leader after it has sent entries, with the next index of each of its followers. */
export const raiseNext = (server: Server, nextIndex: PerFollower<Index>): Server => ({ ...server, nextIndex });

/** RS-L-6, D-14: the leader after it has learnt that a follower's log differs; it probes from an index on. */
export const goBack = (server: Server, peer: ServerId, index: Index): Server => ({
  ...server,
  nextIndex: { ...server.nextIndex, [peer]: index },
  pipelining: { ...server.pipelining, [peer]: false },
});

/** IS-10: the leader after a follower has said which chunk of the snapshot it waits for; from offset 0 on, a transfer begins. */
export const awaitChunk = (server: Server, peer: ServerId, offset: number): Server =>
  offset === 0
    ? withoutTransfer(server, peer)
    : { ...server, snapshotOffset: { ...server.snapshotOffset, [peer]: offset } };

/** IS-10: the leader about to make a newer snapshot: who needs one goes on getting the one with which the transfer began. */
export const keepTransfers = (server: Server): Server => {
  const outgoingSnapshot: Record<ServerId, Snapshot | null> = {};
  for (const peer of Object.keys(server.outgoingSnapshot))
    outgoingSnapshot[peer] = needsSnapshot(server, peer) ? snapshotFor(server, peer) : null;
  return { ...server, outgoingSnapshot };
};

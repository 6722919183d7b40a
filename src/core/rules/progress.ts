/** What a leader knows of its followers: ST-6, ST-7 and, beside them, how it sends to each (D-14). */
import { lastIndex } from '../log.ts';
import type { Index, Server, ServerId } from '../types.ts';

/** ST-6 */
export const nextIndexOf = (server: Server, peer: ServerId): Index =>
  server.nextIndex[peer] ?? lastIndex(server.log) + 1;

/** ST-7 */
export const matchIndexOf = (server: Server, peer: ServerId): Index => server.matchIndex[peer] ?? 0;

/** IS-9, its condition: the leader has discarded the next entry that the follower needs. */
export const needsSnapshot = (server: Server, peer: ServerId): boolean =>
  nextIndexOf(server, peer) <= server.log.snapshotIndex;

/**
 * The leader after it has learnt that a follower has everything up to an index. Neither index goes back (SP-9, D-6). Once the
 * follower is known to have everything before `nextIndex`, there is nothing left to probe for (D-14).
 */
export const matched = (server: Server, peer: ServerId, index: Index): Server => {
  const matchIndex = Math.max(matchIndexOf(server, peer), index);
  const nextIndex = Math.max(nextIndexOf(server, peer), matchIndex + 1);
  const pipelining = (server.pipelining[peer] ?? false) || nextIndex === matchIndex + 1;
  return {
    ...server,
    matchIndex: { ...server.matchIndex, [peer]: matchIndex },
    nextIndex: { ...server.nextIndex, [peer]: nextIndex },
    pipelining: { ...server.pipelining, [peer]: pipelining },
    snapshotOffset: { ...server.snapshotOffset, [peer]: 0 },
  };
};

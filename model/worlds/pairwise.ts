/** What two servers have to do with each other: SP-3 and SP-13. */

import type { Node } from '../../src/cluster/node.ts';
import type { Log } from '../../src/core/log.ts';
import { contentOf, entryAt, entryWords, termAt } from '../oracle/log.ts';
import { isSame } from '../oracle/same.ts';

/** SP-3: where two logs share an index and a term, they share the entry and all before it. */
const mismatch = (a: Log, b: Log): string | undefined => {
  const from = Math.max(a.snapshotIndex, b.snapshotIndex) + 1;
  let isShared = false;
  for (let index = Math.min(a.lastIndex, b.lastIndex); index >= from; index--) {
    const one = entryAt(a, index);
    const other = entryAt(b, index);
    if (!one || !other) continue;
    if (one.term === other.term) {
      isShared = true;
      if (contentOf(one) !== contentOf(other)) {
        return `entry ${index} of term ${one.term} is ${contentOf(one)} in one log and ${contentOf(other)} in the other`;
      }
    } else if (isShared) {
      return `both logs hold the same entry ${index + 1}, but before it one has term ${one.term} and the other term ${other.term}`;
    }
  }
  const edge = from - 1;
  const terms = [termAt(a, edge), termAt(b, edge)];
  if (isShared && edge > 0 && terms[0] !== undefined && terms[1] !== undefined && terms[0] !== terms[1]) {
    return `both logs hold the same entry ${edge + 1}, but before it one has term ${terms[0]} and the other term ${terms[1]}`;
  }
  return undefined;
};

/** The logs of a node, in memory and on disk. */
export const logsOf = ({ server, disk }: Node): readonly Log[] =>
  server && server.log !== disk.log ? [server.log, disk.log] : [disk.log];

/** SP-3: what is wrong between the logs of two servers, in memory and on disk. */
export const logMismatch = (a: Node, b: Node): string | undefined => {
  for (const one of logsOf(a)) {
    for (const other of logsOf(b)) {
      const because = mismatch(one, other);
      if (because !== undefined) return `${a.disk.id} and ${b.disk.id}: ${because}`;
    }
  }
  return undefined;
};

/** SP-13: what a leader believes of a follower of its term and is not true of the follower's disk. */
export const untrueMatch = ({ server }: Node, follower: Node): string | undefined => {
  const { id, currentTerm, log } = follower.disk;
  if (server?.role !== 'leader' || server.currentTerm !== currentTerm) return undefined;
  const match = server.matchIndex[id] ?? 0;
  for (let index = Math.max(log.snapshotIndex, server.log.snapshotIndex) + 1; index <= match; index++) {
    const own = entryAt(server.log, index);
    const its = entryAt(log, index);
    if (own && isSame(own, its)) continue;
    return `${server.id} has matchIndex ${match} for ${id}, where it has ${entryWords(own?.term)} at index ${index} and the disk of ${id} has ${entryWords(its?.term)}`;
  }
  return undefined;
};

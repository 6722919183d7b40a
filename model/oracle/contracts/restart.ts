/** What ST-9 and the State box say about a server that comes back from its disk. */
import type { Durable, Server } from '../../../src/core/types.ts';
import { Comparison, type Problem, says } from './expected.ts';

/** The clause that a restart broke; undefined: none. */
export const brokenByRestart = (disk: Durable, server: Server): Problem | undefined => {
  const comparison = new Comparison();
  comparison.compare('currentTerm', server.currentTerm, says(disk.currentTerm, 'ST-1'));
  comparison.compare('votedFor', server.votedFor, says(disk.votedFor, 'ST-2'));
  comparison.compare('log', server.log, says(disk.log, 'ST-3'));
  comparison.compare('snapshot', server.snapshot, says(disk.snapshot, 'ST-9'));
  comparison.compare('role', server.role, says('follower', 'ST-9'));
  comparison.compare('commitIndex', server.commitIndex, says(disk.log.snapshotIndex, 'ST-9'));
  comparison.compare('lastApplied', server.lastApplied, says(disk.log.snapshotIndex, 'ST-9'));
  return comparison.problem;
};

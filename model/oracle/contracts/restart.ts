/** What ST-9 and the State box say about a server that comes back from its disk. */
import type { Durable, ExtensionId, Server } from '../../../src/core/types.ts';
import { extensionsOf, initialStateOf, stateClauses } from '../extensions/index.ts';
import { Comparison, type ContractProblem, says } from './expected.ts';

/** The clause that a restart broke, with these optional pages; undefined: none. */
export const brokenByRestart = (
  disk: Durable,
  server: Server,
  extensions: readonly ExtensionId[] = extensionsOf(server),
): ContractProblem | undefined => {
  const comparison = new Comparison();
  comparison.compare('currentTerm', server.currentTerm, says(disk.currentTerm, 'ST-1'));
  comparison.compare('votedFor', server.votedFor, says(disk.votedFor, 'ST-2'));
  comparison.compare('log', server.log, says(disk.log, 'ST-3'));
  comparison.compare('snapshot', server.snapshot, says(disk.snapshot, 'ST-9'));
  comparison.compare('role', server.role, says('follower', 'ST-9'));
  comparison.compare('commitIndex', server.commitIndex, says(disk.log.snapshotIndex, 'ST-9'));
  comparison.compare('lastApplied', server.lastApplied, says(disk.log.snapshotIndex, 'ST-9'));
  for (const id of extensions) {
    comparison.compare(id, server.extensions?.[id], says(initialStateOf(id, disk), stateClauses[id]));
  }
  return comparison.problem;
};

/** A snapshot is rejected when the conflicting log is longer. */

import { termAt } from '../../../src/core/log.ts';
import { completesSnapshot, isCorrupt } from '../../../src/core/rules/installSnapshot.ts';
import type { InstallSnapshot, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

const isShorter = ({ log }: Server, { lastIncludedIndex, lastIncludedTerm }: InstallSnapshot): boolean =>
  log.lastIndex > lastIncludedIndex && termAt(log, lastIncludedIndex) !== lastIncludedTerm;

/** A deposed leader with many entries of its own never gets the snapshot. */
export const refusesShorterSnapshot = mutant(
  {
    id: 'B17',
    title: 'A snapshot is rejected when the conflicting log is longer',
    clause: 'IS-7',
    suite: 'own',
    harmfulSeed: 210,
  },
  {
    guards: {
      completesSnapshot: (server: Server, request: InstallSnapshot) =>
        completesSnapshot(server, request) && !isShorter(server, request),
      isCorrupt: (server: Server, request: InstallSnapshot) =>
        isCorrupt(server, request) || (completesSnapshot(server, request) && isShorter(server, request)),
    },
  },
);

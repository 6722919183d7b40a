/** All faults that are seeded into the good submission, by the box that they are of. */
import type { SeededFault } from '../variant.ts';
import { appendEntriesFaults } from './appendEntries.ts';
import { leaderFaults } from './leaders.ts';
import { requestVoteFaults } from './requestVote.ts';
import { serverFaults } from './servers.ts';
import { snapshotFaults } from './snapshots.ts';
import { stateFaults } from './state.ts';

export const faults: readonly SeededFault[] = [
  ...stateFaults,
  ...requestVoteFaults,
  ...appendEntriesFaults,
  ...serverFaults,
  ...leaderFaults,
  ...snapshotFaults,
];

/** votedFor does not survive a restart. */

import { restart } from '../../../src/core/server.ts';
import { mutant } from '../mutant.ts';

/** A server votes, crashes, and votes again in the same term. */
export const forgetsVote = mutant(
  { id: 'C01', title: 'votedFor does not survive a restart', clause: 'ST-2', suite: 'smoke', shortest: 7 },
  { restart: (storage) => ({ ...restart(storage), votedFor: null }) },
);

/** The defects that break a clause of the box RequestVote. */

import type { Mutant } from '../mutant.ts';
import { claimsCurrentTerm } from './claims-current-term.ts';
import { comparesCommitIndex } from './compares-commit-index.ts';
import { comparesLength } from './compares-length.ts';
import { grantsOldCandidate } from './grants-old-candidate.ts';
import { needsNewerLog } from './needs-newer-log.ts';
import { noLogCheck } from './no-log-check.ts';
import { refusalFreesVote } from './refusal-frees-vote.ts';
import { votesInOldTerm } from './votes-in-old-term.ts';
import { votesTwice } from './votes-twice.ts';

export const requestVoteMutants: readonly Mutant[] = [
  claimsCurrentTerm,
  comparesCommitIndex,
  comparesLength,
  grantsOldCandidate,
  needsNewerLog,
  noLogCheck,
  refusalFreesVote,
  votesInOldTerm,
  votesTwice,
];

/** The defects that break a clause of the box Rules for Servers, candidates. */

import type { Mutant } from '../mutant.ts';
import { countsTwiceOfThree } from './counts-twice-of-three.ts';
import { countsVotesTwice } from './counts-votes-twice.ts';
import { discardsTail } from './discards-tail.ts';
import { followerCountsVotes } from './follower-counts-votes.ts';
import { forgetsOwnVote } from './forgets-own-vote.ts';
import { halfIsEnough } from './half-is-enough.ts';
import { ignoresRefusal } from './ignores-refusal.ts';
import { keepsVotes } from './keeps-votes.ts';
import { retriesSameTerm } from './retries-same-term.ts';
import { staysCandidate } from './stays-candidate.ts';
import { staysOnConflict } from './stays-on-conflict.ts';

export const candidatesMutants: readonly Mutant[] = [
  countsTwiceOfThree,
  countsVotesTwice,
  discardsTail,
  followerCountsVotes,
  forgetsOwnVote,
  halfIsEnough,
  ignoresRefusal,
  keepsVotes,
  retriesSameTerm,
  staysCandidate,
  staysOnConflict,
];

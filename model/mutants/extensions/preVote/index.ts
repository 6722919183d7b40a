/** The defects that break a clause of the page of pre-vote. */
import type { WovenMutant } from '../../mutant.ts';
import { asksOnlyOnce } from './asks-only-once.ts';
import { asksWithNextTerm } from './asks-with-next-term.ts';
import { bindsByItsVote } from './binds-by-its-vote.ts';
import { countsTwice } from './counts-twice.ts';
import { grantsBesideLeader } from './grants-beside-leader.ts';
import { grantsInOldTerm } from './grants-in-old-term.ts';
import { grantsToOldLog } from './grants-to-old-log.ts';
import { keepsPreVotes } from './keeps-pre-votes.ts';
import { leadsAtOnce } from './leads-at-once.ts';
import { promisesItsVote } from './promises-its-vote.ts';
import { raisesTerm } from './raises-term.ts';
import { staysPreCandidate } from './stays-pre-candidate.ts';

export const preVoteMutants: readonly WovenMutant[] = [
  asksOnlyOnce,
  asksWithNextTerm,
  bindsByItsVote,
  countsTwice,
  grantsBesideLeader,
  grantsInOldTerm,
  grantsToOldLog,
  keepsPreVotes,
  leadsAtOnce,
  promisesItsVote,
  raisesTerm,
  staysPreCandidate,
];

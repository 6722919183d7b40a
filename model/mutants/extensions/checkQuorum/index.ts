/** The defects that break a clause of the page of check quorum. */
import type { WovenMutant } from '../../mutant.ts';
import { countsItselfOnly } from './counts-itself-only.ts';
import { countsOldAnswers } from './counts-old-answers.ts';
import { countsOthersOnly } from './counts-others-only.ts';
import { deniesAloud } from './denies-aloud.ts';
import { followerCounts } from './follower-counts.ts';
import { goesByLeader } from './goes-by-leader.ts';
import { hearsTheLastOnly } from './hears-the-last-only.ts';
import { heartbeatsGoOn } from './heartbeats-go-on.ts';
import { ignoresAnswers } from './ignores-answers.ts';
import { ignoresNewLeaders } from './ignores-new-leaders.ts';
import { keepsAnswers } from './keeps-answers.ts';
import { leadsUnheard } from './leads-unheard.ts';
import { leaseNeverEnds } from './lease-never-ends.ts';
import { leaseOfFirstWord } from './lease-of-first-word.ts';
import { leaseOutlivesTerm } from './lease-outlives-term.ts';
import { looksOnlyOnce } from './looks-only-once.ts';
import { namesItself } from './names-itself.ts';
import { needsEverybody } from './needs-everybody.ts';
import { neverForgets } from './never-forgets.ts';
import { neverLooks } from './never-looks.ts';
import { obeysCandidates } from './obeys-candidates.ts';
import { obeysPreCandidate } from './obeys-pre-candidate.ts';
import { timerOutlivesRule } from './timer-outlives-rule.ts';

export const checkQuorumMutants: readonly WovenMutant[] = [
  countsItselfOnly,
  countsOldAnswers,
  countsOthersOnly,
  deniesAloud,
  followerCounts,
  goesByLeader,
  hearsTheLastOnly,
  heartbeatsGoOn,
  ignoresAnswers,
  ignoresNewLeaders,
  keepsAnswers,
  leadsUnheard,
  leaseNeverEnds,
  leaseOfFirstWord,
  leaseOutlivesTerm,
  looksOnlyOnce,
  namesItself,
  needsEverybody,
  neverForgets,
  neverLooks,
  obeysCandidates,
  obeysPreCandidate,
  timerOutlivesRule,
];

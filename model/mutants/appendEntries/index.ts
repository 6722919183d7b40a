/** The defects that break a clause of the box AppendEntries. */

import type { Mutant } from '../mutant.ts';
import { acceptsGap } from './accepts-gap.ts';
import { acceptsOldLeader } from './accepts-old-leader.ts';
import { acksOnlyNews } from './acks-only-news.ts';
import { appendsAtEnd } from './appends-at-end.ts';
import { claimsWholeLog } from './claims-whole-log.ts';
import { deafToCommit } from './deaf-to-commit.ts';
import { followsBlindly } from './follows-blindly.ts';
import { heartbeatCommitsUnchecked } from './heartbeat-commits-unchecked.ts';
import { ignoresPrevTerm } from './ignores-prev-term.ts';
import { keepsLastConflict } from './keeps-last-conflict.ts';
import { keepsTreeTooHigh } from './keeps-tree-too-high.ts';
import { oldLeaderUnheard } from './old-leader-unheard.ts';
import { overwritesInPlace } from './overwrites-in-place.ts';
import { refusalHidesTerm } from './refusal-hides-term.ts';
import { refusesOtherLeader } from './refuses-other-leader.ts';
import { skipsConflicts } from './skips-conflicts.ts';
import { termFalls } from './term-falls.ts';
import { vouchesTooMuch } from './vouches-too-much.ts';
import { yieldsToOldLeader } from './yields-to-old-leader.ts';

export const appendEntriesMutants: readonly Mutant[] = [
  acceptsGap,
  acceptsOldLeader,
  vouchesTooMuch,
  appendsAtEnd,
  claimsWholeLog,
  followsBlindly,
  heartbeatCommitsUnchecked,
  ignoresPrevTerm,
  overwritesInPlace,
  refusalHidesTerm,
  skipsConflicts,
  termFalls,
  keepsTreeTooHigh,
  refusesOtherLeader,
  yieldsToOldLeader,
  acksOnlyNews,
  keepsLastConflict,
  deafToCommit,
  oldLeaderUnheard,
];

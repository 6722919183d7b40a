/** The defects that break a clause of the box Rules for Servers, leaders. */

import type { Mutant } from '../mutant.ts';
import { acknowledgesLastSent } from './acknowledges-last-sent.ts';
import { acknowledgesWholeLog } from './acknowledges-whole-log.ts';
import { acksInOrderOnly } from './acks-in-order-only.ts';
import { answersAtAppend } from './answers-at-append.ts';
import { answersWhenDeposed } from './answers-when-deposed.ts';
import { commitsOldTerm } from './commits-old-term.ts';
import { commitsWhenElected } from './commits-when-elected.ts';
import { evenHalfCommits } from './even-half-commits.ts';
import { goesBackTooLittle } from './goes-back-too-little.ts';
import { halfCommits } from './half-commits.ts';
import { heartbeatAtCommit } from './heartbeat-at-commit.ts';
import { heartbeatsHideLoss } from './heartbeats-hide-loss.ts';
import { neverBacksUp } from './never-backs-up.ts';
import { neverSends } from './never-sends.ts';
import { noIdleHeartbeats } from './no-idle-heartbeats.ts';
import { refusalCounts } from './refusal-counts.ts';
import { rewritesOldLeaf } from './rewrites-old-leaf.ts';
import { roundEndsAtSnapshot } from './round-ends-at-snapshot.ts';
import { stopsAtOldTerm } from './stops-at-old-term.ts';

export const leadersMutants: readonly Mutant[] = [
  acknowledgesLastSent,
  acknowledgesWholeLog,
  answersAtAppend,
  commitsOldTerm,
  commitsWhenElected,
  evenHalfCommits,
  goesBackTooLittle,
  halfCommits,
  heartbeatsHideLoss,
  neverBacksUp,
  neverSends,
  noIdleHeartbeats,
  roundEndsAtSnapshot,
  stopsAtOldTerm,
  rewritesOldLeaf,
  heartbeatAtCommit,
  acksInOrderOnly,
  refusalCounts,
  answersWhenDeposed,
];

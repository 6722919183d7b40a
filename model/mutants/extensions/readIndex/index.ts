/** The defects that break a clause of the page of read index. */
import type { WovenMutant } from '../../mutant.ts';
import { answersOldCheck } from './answers-old-check.ts';
import { answersToNobody } from './answers-to-nobody.ts';
import { answersUnapplied } from './answers-unapplied.ts';
import { answersWhenLost } from './answers-when-lost.ts';
import { countsOldRound } from './counts-old-round.ts';
import { countsOldTerm } from './counts-old-term.ts';
import { followsTooSoon } from './follows-too-soon.ts';
import { forwardsOnce } from './forwards-once.ts';
import { indexAtArrival } from './index-at-arrival.ts';
import { joinsRound } from './joins-round.ts';
import { keepsOldAnswers } from './keeps-old-answers.ts';
import { neverRepeats } from './never-repeats.ts';
import { readsAtOnce } from './reads-at-once.ts';
import { readsBeforeCommit } from './reads-before-commit.ts';
import { readsLocally } from './reads-locally.ts';
import { trustsItself } from './trusts-itself.ts';
import { waitsForNobody } from './waits-for-nobody.ts';

export const readIndexMutants: readonly WovenMutant[] = [
  answersOldCheck,
  answersToNobody,
  answersUnapplied,
  answersWhenLost,
  countsOldRound,
  countsOldTerm,
  followsTooSoon,
  forwardsOnce,
  indexAtArrival,
  joinsRound,
  keepsOldAnswers,
  neverRepeats,
  readsAtOnce,
  readsBeforeCommit,
  readsLocally,
  trustsItself,
  waitsForNobody,
];

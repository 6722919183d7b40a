/** The defects that break a clause of the page of leadership transfer. */
import type { WovenMutant } from '../../mutant.ts';
import { announcesLast } from './announces-last.ts';
import { appendsMeanwhile } from './appends-meanwhile.ts';
import { asksAtStartOnly } from './asks-at-start-only.ts';
import { asksTooEarly } from './asks-too-early.ts';
import { asksUnannounced } from './asks-unannounced.ts';
import { asksVotersFirst } from './asks-voters-first.ts';
import { forgetsTarget } from './forgets-target.ts';
import { keepsTransferee } from './keeps-transferee.ts';
import { leavesTimer } from './leaves-timer.ts';
import { neverGivesUp } from './never-gives-up.ts';
import { obeysOldLeader } from './obeys-old-leader.ts';
import { prolongsTransfer } from './prolongs-transfer.ts';
import { refusesInSilence } from './refuses-in-silence.ts';
import { waitsForStranger } from './waits-for-stranger.ts';

export const leadershipTransferMutants: readonly WovenMutant[] = [
  announcesLast,
  appendsMeanwhile,
  asksAtStartOnly,
  asksTooEarly,
  asksUnannounced,
  asksVotersFirst,
  forgetsTarget,
  keepsTransferee,
  leavesTimer,
  neverGivesUp,
  obeysOldLeader,
  prolongsTransfer,
  refusesInSilence,
  waitsForStranger,
];

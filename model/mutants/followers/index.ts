/** The defects that break a clause of the box Rules for Servers, followers. */

import type { Mutant } from '../mutant.ts';
import { deafTimer } from './deaf-timer.ts';
import { loyalFollower } from './loyal-follower.ts';
import { oldLeaderRestartsTimer } from './old-leader-restarts-timer.ts';
import { refusalLeavesTimer } from './refusal-leaves-timer.ts';
import { silentFollower } from './silent-follower.ts';
import { sticksToLeader } from './sticks-to-leader.ts';
import { timerRestartsAlways } from './timer-restarts-always.ts';
import { voteLeavesTimer } from './vote-leaves-timer.ts';

export const followersMutants: readonly Mutant[] = [
  deafTimer,
  loyalFollower,
  oldLeaderRestartsTimer,
  silentFollower,
  sticksToLeader,
  timerRestartsAlways,
  voteLeavesTimer,
  refusalLeavesTimer,
];

/** Defects that only experiments use: a rule left out as its clause tells it, where no defect of the catalogue does that. */
import type { Mutant } from '../../mutants/mutant.ts';
import { candidateRefuses } from './candidates/candidate-refuses.ts';
import { standsOnce } from './candidates/stands-once.ts';
import { muteFollower } from './followers/mute-follower.ts';
import { firstChunkIsAll } from './installSnapshot/first-chunk-is-all.ts';
import { ignoresDone } from './installSnapshot/ignores-done.ts';
import { sendsNoSnapshot } from './installSnapshot/sends-no-snapshot.ts';
import { ignoresSuccess } from './leaders/ignores-success.ts';
import { sendsOnce } from './leaders/sends-once.ts';
import { appliesLastTwice } from './properties/applies-last-twice.ts';
import { namesEntryBefore } from './properties/names-entry-before.ts';

export const leftOut: readonly Mutant[] = [
  firstChunkIsAll,
  sendsNoSnapshot,
  ignoresDone,
  muteFollower,
  candidateRefuses,
  standsOnce,
  sendsOnce,
  ignoresSuccess,
  namesEntryBefore,
  appliesLastTwice,
];

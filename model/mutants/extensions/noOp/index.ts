/** The defects that break a clause of the page of no-ops. */
import type { WovenMutant } from '../../mutant.ts';
import { answersNoOp } from './answers-no-op.ts';
import { appendsEachBeat } from './appends-each-beat.ts';
import { appendsTwo } from './appends-two.ts';
import { appliesNoOp } from './applies-no-op.ts';
import { commitsAtOnce } from './commits-at-once.ts';
import { keepsInMemory } from './keeps-in-memory.ts';
import { skipsNoOp } from './skips-no-op.ts';
import { trustsOldNoOp } from './trusts-old-no-op.ts';
import { usesOldTerm } from './uses-old-term.ts';
import { waitsForHeartbeat } from './waits-for-heartbeat.ts';

export const noOpMutants: readonly WovenMutant[] = [
  answersNoOp,
  appendsEachBeat,
  appendsTwo,
  appliesNoOp,
  commitsAtOnce,
  keepsInMemory,
  skipsNoOp,
  trustsOldNoOp,
  usesOldTerm,
  waitsForHeartbeat,
];

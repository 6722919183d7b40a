/** The defects that break a clause of the page of parallel write. */
import type { WovenMutant } from '../../mutant.ts';
import { beginsAnew } from './begins-anew.ts';
import { countsAtOnce } from './counts-at-once.ts';
import { countsOldWrite } from './counts-old-write.ts';
import { countsOneMore } from './counts-one-more.ts';
import { hearsOfNoWrite } from './hears-of-no-write.ts';
import { keepsIndexAtEnd } from './keeps-index-at-end.ts';
import { keepsOldIndex } from './keeps-old-index.ts';
import { neverWrites } from './never-writes.ts';
import { writesFirst } from './writes-first.ts';

export const parallelWriteMutants: readonly WovenMutant[] = [
  beginsAnew,
  countsAtOnce,
  countsOldWrite,
  countsOneMore,
  hearsOfNoWrite,
  keepsIndexAtEnd,
  keepsOldIndex,
  neverWrites,
  writesFirst,
];

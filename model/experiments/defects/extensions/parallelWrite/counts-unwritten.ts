/** A leader counts its own copy before it is on its disk. */
import { countsAtOnce } from '../../../../mutants/extensions/parallelWrite/counts-at-once.ts';
import { lateMutant } from './lateDisk.ts';

export const countsUnwritten = lateMutant('counts-unwritten', countsAtOnce);

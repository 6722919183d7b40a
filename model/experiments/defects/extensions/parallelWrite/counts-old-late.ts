/** A write of an older term counts for an entry that is not on the disk. */
import { countsOldWrite } from '../../../../mutants/extensions/parallelWrite/counts-old-write.ts';
import { lateMutant } from './lateDisk.ts';

export const countsOldLate = lateMutant('counts-old-late', countsOldWrite);

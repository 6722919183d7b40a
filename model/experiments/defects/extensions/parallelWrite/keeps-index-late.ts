/** What a leader knew of its writes counts for entries that are not on its disk. */
import { keepsOldIndex } from '../../../../mutants/extensions/parallelWrite/keeps-old-index.ts';
import { lateMutant } from './lateDisk.ts';

export const keepsIndexLate = lateMutant('keeps-index-late', keepsOldIndex);

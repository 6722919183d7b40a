/** The defects that break a clause of the page of parallel write. */
import type { WovenMutant } from '../../mutant.ts';

export const parallelWriteMutants: readonly WovenMutant[] = [];

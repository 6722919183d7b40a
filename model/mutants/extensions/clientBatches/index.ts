/** The defects that break a clause of the page of client batches. */
import type { WovenMutant } from '../../mutant.ts';

export const clientBatchesMutants: readonly WovenMutant[] = [];

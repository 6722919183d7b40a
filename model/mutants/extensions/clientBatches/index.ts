/** The defects that break a clause of the page of client batches. */
import type { WovenMutant } from '../../mutant.ts';
import { appendsFirstOnly } from './appends-first-only.ts';
import { refusesEach } from './refuses-each.ts';
import { refusesNothing } from './refuses-nothing.ts';
import { refusesSilently } from './refuses-silently.ts';
import { reversesBatch } from './reverses-batch.ts';
import { sendsOneByOne } from './sends-one-by-one.ts';

export const clientBatchesMutants: readonly WovenMutant[] = [
  appendsFirstOnly,
  refusesEach,
  refusesNothing,
  refusesSilently,
  reversesBatch,
  sendsOneByOne,
];

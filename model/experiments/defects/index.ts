/** Defects that only experiments use: a rule left out as its clause tells it, where no defect of the catalogue does that. */
import type { Mutant } from '../../mutants/mutant.ts';
import { firstChunkIsAll } from './installSnapshot/first-chunk-is-all.ts';
import { ignoresDone } from './installSnapshot/ignores-done.ts';
import { sendsNoSnapshot } from './installSnapshot/sends-no-snapshot.ts';
import { appliesLastTwice } from './properties/applies-last-twice.ts';
import { namesEntryBefore } from './properties/names-entry-before.ts';

export const leftOut: readonly Mutant[] = [
  firstChunkIsAll,
  sendsNoSnapshot,
  ignoresDone,
  namesEntryBefore,
  appliesLastTwice,
];

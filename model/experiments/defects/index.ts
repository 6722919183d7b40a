/** Defects that only experiments use: a rule left out as its clause tells it, where no defect of the catalogue does that. */
import type { Mutant } from '../../mutants/mutant.ts';

export const leftOut: readonly Mutant[] = [];

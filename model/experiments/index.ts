// Room model/experiments. What becomes of a cluster when one rule is left out: the scripts of spec/experiments, played.
// What may be touched here: how an experiment is held to what it claims, and defects that only experiments use.

/** All defects that an experiment can name, and the playing of experiments. */
import type { Protocol } from '../../src/core/protocol.ts';
import { extensionMutants } from '../mutants/extensions/index.ts';
import { mutantOf } from '../mutants/index.ts';
import { leftOut } from './defects/index.ts';

export { type Experiment, playExperiment } from './experiment.ts';
export type { Fall } from './witness.ts';

/** The defect of an id: one of the catalogue, of an optional page, or one that only experiments use; undefined: there is none. */
export const defectOf = (id: string): { readonly title: string; readonly protocol: Protocol } | undefined =>
  leftOut.find((defect) => defect.id === id) ??
  mutantOf(id) ??
  Object.values(extensionMutants)
    .flat()
    .find((mutant) => mutant.id === id);

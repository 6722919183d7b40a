/** The ten longest traces that tests find, cut by whichever build is asked. */
import type * as Model from '../../../model/index.ts';
import type { Explanation } from '../../../src/trace/explanation.ts';

/** A defect, and where a test finds it: by a seed of torture, or in a lab. */
interface Find {
  readonly id: string;
  readonly seed: number;
  readonly lab?: string;
}

/** The longest first: from 6,553 actions to 384. */
export const finds: readonly Find[] = [
  { id: 'A15', seed: 36 },
  { id: 'A05', seed: 2 },
  { id: 'C01', seed: 1 },
  { id: 'B06', seed: 2, lab: 'SnapshotInstallUnreliable3D' },
  { id: 'B06', seed: 1, lab: 'SnapshotInstall3D' },
  { id: 'B03', seed: 1 },
  { id: 'ignores-checksum', seed: 2 },
  { id: 'A28', seed: 1 },
  { id: 'A41', seed: 1 },
  { id: 'A46', seed: 2 },
];

export const nameOf = ({ id, seed, lab }: Find): string => `${id}, ${lab ?? 'torture'}, seed ${seed}`;

/** Finds it again, which is a small part of the work, and cuts it. Of the build it asks for nothing but what its door gives. */
export const cutIn = ({ mutants, explainLab, explainTorture }: typeof Model, { id, seed, lab }: Find): Explanation => {
  const protocol = mutants.find((mutant) => mutant.id === id)?.protocol;
  const explanation = lab === undefined ? explainTorture(seed, protocol) : explainLab(lab, seed, protocol);
  if (!protocol || !explanation) throw new Error('nothing is found');
  return explanation;
};

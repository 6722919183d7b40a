/** In which bounded worlds a defect is looked for, the cheapest first. */

import type { Mutant } from '../mutants/index.ts';
import { type Config, configOf } from '../worlds/configs/index.ts';
import { directed } from '../worlds/directed/index.ts';

/** From small to large: most defects die in the first few. */
const order = [
  'late-entries',
  'crash-replication',
  'snapshot-election',
  'snapshots',
  'snapshot-suffix',
  'replication',
  'crash-recovery',
  'duplication',
  'elections',
  'figure-8',
  'three-terms',
  'conflicts',
  'elections-5',
] as const;

/** The worlds that were made for this defect, then the others. */
export const worldsFor = ({ id }: Pick<Mutant, 'id'>): readonly Config[] => [
  ...directed.filter(({ mutants }) => mutants.includes(id)).map(({ config }) => config),
  ...order.map(configOf),
];

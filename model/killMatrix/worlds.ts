/** In which bounded worlds a defect is looked for, the cheapest first. */

import type { Mutant } from '../mutants/index.ts';
import { type Config, configOf, generalConfigs } from '../worlds/configs/index.ts';
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

const madeFor = (id: string): readonly Config[] =>
  directed.filter((config) => config.madeFor && 'defects' in config.madeFor && config.madeFor.defects.includes(id));

/** The worlds that were made for this defect, then those of both kinds that have proved to be worth their time. */
export const worldsFor = ({ id }: Pick<Mutant, 'id'>): readonly Config[] => [...madeFor(id), ...order.map(configOf)];

/** The worlds that were made for something: for this defect, for others of its kind, or for a clause. */
export const directedWorldsFor = (mutant: Pick<Mutant, 'id'>): readonly Config[] =>
  worldsFor(mutant).filter(({ madeFor: purpose }) => purpose !== undefined);

/** The worlds that were made for no defect, from small to large. They are the same for all. */
export const generalWorlds = (): readonly Config[] =>
  [...generalConfigs].sort((a, b) => a.expected.distinct - b.expected.distinct);

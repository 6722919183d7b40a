/** In which bounded worlds a defect is looked for, the cheapest first. */

import type { ExtensionId } from '../../src/core/types.ts';
import type { Defect } from '../mutants/index.ts';
import { type Config, configOf, extensionConfigs, generalConfigs, isGeneral } from '../worlds/configs/index.ts';
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

/** A defect that is looked for: of an optional page, if its protocol has any. */
type Sought = Pick<Defect, 'id'> & Partial<Pick<Defect, 'protocol'>>;

const pagesOf = ({ protocol }: Sought): readonly ExtensionId[] => protocol?.extensions ?? [];

const bySize = (a: Config, b: Config): number => a.expected.distinct - b.expected.distinct;

/** The worlds of these optional pages and of no other, from small to large. */
const worldsOfPages = (pages: readonly ExtensionId[]): readonly Config[] =>
  extensionConfigs.filter(({ extensions = [] }) => extensions.every((page) => pages.includes(page))).sort(bySize);

/**
 * The worlds that were made for this defect, then those of both kinds that have proved to be worth their time; for a defect of an optional
 * page, the worlds of that page.
 */
export const worldsFor = (defect: Sought): readonly Config[] => {
  const pages = pagesOf(defect);
  return pages.length > 0 ? worldsOfPages(pages) : [...madeFor(defect.id), ...order.map(configOf)];
};

/** The worlds that were made for something: for this defect, for others of its kind, or for a clause. */
export const directedWorldsFor = (defect: Sought): readonly Config[] =>
  worldsFor(defect).filter(({ madeFor: purpose }) => purpose !== undefined);

/** The worlds that were made for no defect, from small to large. They are the same for all of the figure, and for all of a page. */
export const generalWorlds = (pages: readonly ExtensionId[] = []): readonly Config[] =>
  pages.length > 0 ? worldsOfPages(pages).filter(isGeneral) : [...generalConfigs].sort(bySize);

// Room model/experiments. What becomes of a cluster when one rule is left out: the scripts of spec/experiments, played.
// What may be touched here: how an experiment is held to what it claims, and defects that only experiments use.

/** All defects that an experiment can name, and the playing of experiments. */
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { extensionMutants } from '../mutants/extensions/index.ts';
import { mutants } from '../mutants/index.ts';
import { leftOutOfPages } from './defects/extensions/index.ts';
import { leftOut } from './defects/index.ts';

export { type Experiment, playExperiment } from './experiment.ts';
export { experimentsFolder, museumFolder } from './folders.ts';
export { clauseOfExhibit, type Exhibit, exhibits, nameOfReport, scriptOfExhibit } from './museum.ts';
export { experimentPicture } from './shown.ts';

const all = [
  ...leftOut,
  ...Object.values(leftOutOfPages).flat(),
  ...mutants,
  ...Object.values(extensionMutants).flat(),
];

/** The ids of all defects that can be named. */
export const defectIds = (): readonly string[] => all.map(({ id }) => id);

/** The defect of an id: one of the catalogue, of an optional page, or one that only experiments use; undefined: there is none. */
export const defectOf = (id: string): { readonly title: string; readonly protocol: Protocol } | undefined =>
  all.find((defect) => defect.id === id);

/**
 * The clauses, of the figure or of an optional page, that say what goes wrong without them, and of which nothing can be played yet,
 * with the reason.
 */
export const withoutExperiment: Readonly<Partial<Record<ClauseId, string>>> = {
  'CL-2': 'sessions are of the state machine, which a script does not have; docs/concepts/exactly-once.md plays it',
  'CL-3': 'reads without a log entry are an optional page, whose clauses have experiments of their own',
  'RI-15': 'the experiment of RI-8 plays what goes wrong without it: a read that nobody asks for again',
};

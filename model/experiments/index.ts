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

const toPlay = 'what goes wrong without it is shown by a defect of its page, and not yet played as a script';

/**
 * The clauses, of the figure or of an optional page, that say what goes wrong without them, and of which nothing can be played yet,
 * with the reason.
 */
export const withoutExperiment: Readonly<Partial<Record<ClauseId, string>>> = {
  'CL-2': 'sessions are of the state machine, which a script does not have; docs/concepts/exactly-once.md plays it',
  'CL-3': 'reads without a log entry are an optional page, whose clauses have experiments of their own',
  'RI-15': 'the experiment of RI-8 plays what goes wrong without it: a read that nobody asks for again',
  'MC-1': toPlay,
  'MC-2': toPlay,
  'MC-3': toPlay,
  'MC-4': toPlay,
  'MC-5': toPlay,
  'MC-6': toPlay,
  'MC-7': toPlay,
  'MC-8': toPlay,
  'MC-9': toPlay,
  'MC-10': toPlay,
  'MC-11': toPlay,
  'MC-12': toPlay,
  'MC-13': toPlay,
  'MC-14': toPlay,
  'MC-15': toPlay,
  'MC-16': toPlay,
  'MC-17': toPlay,
  'MC-18': toPlay,
  'MC-19': toPlay,
  'MC-20': toPlay,
  'MC-21': toPlay,
  'MC-22': toPlay,
  'MC-23': toPlay,
};

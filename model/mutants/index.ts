// Room model/mutants. The seeded defects, by the box of the figure that each of them breaks.
// What may be touched here: a defect, in a file of its own, with the clause that it breaks. None is taken away because
// no check finds it.

/** All defects: what the checker is measured by. Each is one that someone has made, or could. */

import { allServersMutants } from './allServers/index.ts';
import { appendEntriesMutants } from './appendEntries/index.ts';
import { candidatesMutants } from './candidates/index.ts';
import { clientsMutants } from './clients/index.ts';
import { divergencesMutants } from './divergences/index.ts';
import { extensionMutants } from './extensions/index.ts';
import { followersMutants } from './followers/index.ts';
import { installSnapshotMutants } from './installSnapshot/index.ts';
import { leadersMutants } from './leaders/index.ts';
import { type Defect, type Mutant, suites } from './mutant.ts';
import { requestVoteMutants } from './requestVote/index.ts';
import { stateMutants } from './state/index.ts';

export { type WatchedProtocol, watchedProtocol } from './activation.ts';
export { extensionMutants } from './extensions/index.ts';
export { type Defect, type Mutant, type Suite, suites, type WovenMutant } from './mutant.ts';
export { rowsWithoutMutant } from './rows.ts';

const unsorted: readonly Mutant[] = [
  ...stateMutants,
  ...requestVoteMutants,
  ...appendEntriesMutants,
  ...installSnapshotMutants,
  ...allServersMutants,
  ...followersMutants,
  ...candidatesMutants,
  ...leadersMutants,
  ...clientsMutants,
  ...divergencesMutants,
];

const bySuiteAndId = (a: Mutant, b: Mutant): number =>
  suites.indexOf(a.suite) - suites.indexOf(b.suite) || (a.id < b.id ? -1 : 1);

/** By suite, and by id within it. */
export const mutants: readonly Mutant[] = [...unsorted].sort(bySuiteAndId);

/** The mutant of an id; undefined: there is none. */
export const mutantOf = (id: string): Mutant | undefined => mutants.find((mutant) => mutant.id === id);

/** The defect of an id, of the figure or of an optional page; undefined: there is none. */
export const defectOf = (id: string): Defect | undefined =>
  mutantOf(id) ??
  Object.values(extensionMutants)
    .flat()
    .find((mutant) => mutant.id === id);

// Room model/killMatrix. Which defect is found by which check, and how soon.
// What may be touched here: what is measured, and what counts as found. The page of the matrix is then made again.

/** What the checker is measured by: which defects it finds, by which means, and how soon. */
export { conditions } from './conditions.ts';
export {
  type DetectorName,
  detectorNames,
  type Effort,
  fullEffort,
  type Kill,
  quickEffort,
} from './detection.ts';
export { detect, type NamedTrace } from './detectors.ts';
export { type FallEffort, type FallSearch, firstFallOf, knownToTheFive } from './firstFall.ts';
export { safetyCounterexamples } from './harm.ts';
export { KnownWorlds } from './knownWorlds.ts';
export {
  type Cell,
  type Matrix,
  type MatrixRow,
  type MutantOutcome,
  matrixOf,
  neededFor,
  rowOf,
  type Score,
  secondsToKill,
} from './matrix.ts';
export { type TortureFall, tortureFallOf } from './tortured.ts';
export { directedWorldsFor, generalWorlds, worldsFor } from './worlds.ts';

/**
 * The world, the properties, the labs and the defects: what the protocol is checked with.
 *
 * @module figure2/model
 */
export { type Disk, type Observation, type Protocol, shippedProtocol } from '../src/sim/cluster.ts';
export {
  type Coverage,
  coverage,
  explainLab,
  explainTorture,
  type LabOptions,
  type WatchedLab,
  watchedLab,
} from './check.ts';
export { type Difference, differenceAtRestart, differenceFromReference } from './difference.ts';
export { type LabReport, type LabRun, labNames, labsMatching, runLab } from './labs/index.ts';
export { type Mutant, mutants } from './mutants/index.ts';
export { Monitor, type MonitorOptions } from './properties/index.ts';
export {
  explainRandom,
  type RandomFailure,
  type RandomOptions,
  type RandomReplay,
  type RandomReport,
  replayRandom,
  runRandom,
  type Sight,
} from './random/index.ts';
export { replay } from './replay.ts';
export type * from './report.ts';
export { faultKinds, isCounterexample } from './report.ts';
export { runTorture, type TortureOptions } from './torture/index.ts';

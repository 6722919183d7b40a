// Room model. The door to all that is checked, `figure2/model`.
// What may be touched here: what is public: with its meaning, and with an example that runs.

/**
 * The world, the properties, the labs and the defects: what the protocol is checked with.
 *
 * @module figure2/model
 */

export { type Protocol, shippedProtocol } from '../src/core/protocol.ts';
export type * from '../src/trace/explanation.ts';
export type { Observation } from '../src/trace/observation.ts';
export {
  type Counterexample,
  type Counts,
  type Disk,
  type FoundBy,
  isCounterexample,
  type Recording,
  type ReplayReport,
  type ServerSummary,
  type Setting,
  type TraceStep,
  type Violation,
} from '../src/trace/recording.ts';
export { explainLab, explainRandom, explainTorture } from './counterexample/explanation.ts';
export { replay } from './counterexample/replay.ts';
export { type Mutant, mutants } from './mutants/index.ts';
export type { ContractProblem } from './oracle/contracts/index.ts';
export { type Difference, differenceAtRestart, differenceFromReference } from './oracle/difference.ts';
export { type Coverage, coverage } from './properties/coverage.ts';
export { Monitor, type MonitorOptions } from './properties/index.ts';
export type { Passed } from './properties/property.ts';
export {
  type ApplyMessage,
  type BootSubject,
  type ClaimedState,
  type Figure2Options,
  type LabPacket,
  type LabReport,
  type LabRun,
  labNames,
  labsMatching,
  runLab,
  type Saved,
  type Started,
  type Subject,
  type SubjectHost,
  type SubjectProgram,
  type SubjectRun,
} from './runs/labs/index.ts';
export {
  type RandomFailure,
  type RandomOptions,
  type RandomReplay,
  type RandomReport,
  replayRandom,
  runRandom,
} from './runs/lockstep/index.ts';
export { runTorture, type TortureOptions } from './runs/torture/index.ts';
export type * from './runs/torture/report.ts';
export { faultKinds } from './runs/torture/report.ts';
export { type LabOptions, type WatchedLab, watchedLab } from './runs/watchedLab.ts';

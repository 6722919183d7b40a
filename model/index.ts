/** The world, the properties, the labs and the defects: what the protocol is checked with. */
export { type Protocol, shippedProtocol } from '../src/sim/cluster.ts';
export { coverage, explainLab, explainTorture, watchedLab } from './check.ts';
export { type Difference, differenceAtRestart, differenceFromReference } from './difference.ts';
export { type LabReport, labNames, labsMatching, runLab } from './labs/index.ts';
export { type Mutant, mutants } from './mutants/index.ts';
export { Monitor } from './properties/index.ts';
export { explainRandom, type RandomOptions, type RandomReport, replayRandom, runRandom } from './random/index.ts';
export { replay } from './replay.ts';
export type * from './report.ts';
export { runTorture, type TortureOptions } from './torture/index.ts';

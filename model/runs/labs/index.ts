/** The labs: all scenarios of MIT 6.5840, Lab 3A to 3D, in virtual time. */

export { LabFailure, nameOf, namesOf } from './failure.ts';
export type { Figure2Options } from './figure2/index.ts';
export { figure2Program } from './figure2/index.ts';
export { type Flight, type HostedNetwork, HostedServers } from './hosted.ts';
export { type LabReport, type LabRun, labNames, labNamesWith, labsMatching, runLab } from './run.ts';
export type {
  ApplyMessage,
  BootSubject,
  ClaimedState,
  LabPacket,
  Saved,
  Started,
  Subject,
  SubjectHost,
  SubjectProgram,
  SubjectRun,
} from './subject.ts';

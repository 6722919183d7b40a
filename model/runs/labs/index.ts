/** The labs: all scenarios of MIT 6.5840, Lab 3A to 3D, in virtual time. */
export { type LabReport, type LabRun, labNames, labsMatching, runLab } from './run.ts';

/** The door of the first subject. */
export { Boundless } from '../../../../src/cluster/bounds.ts';
export { countableProtocol, countMore, type PageNames } from './counting.ts';
export { type Figure2Options, figure2Program } from './program.ts';

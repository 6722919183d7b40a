/** The door of the first subject. */
export { type Figure2Options, figure2Program } from './program.ts';

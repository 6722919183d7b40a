/** What is wrong with a model that somebody wrote: in one line, with the way to the state in which it showed. */

import type { PathStep } from './report.ts';

/**
 * A model is none, or one of its functions failed or gave what is of no use. The message says in one line what is wrong, and
 * where.
 *
 * @example
 * ```ts
 * import { explore, type Model, ModelFault } from 'figure2/check';
 *
 * const nowhere: Model<number, 'tick'> = {
 *   name: 'a clock that never begins',
 *   initialStates: [],
 *   actions: () => ['tick'],
 *   next: (hour) => (hour + 1) % 12,
 * };
 *
 * try {
 *   explore(nowhere);
 * } catch (error) {
 *   console.log(error instanceof ModelFault && error.message); // model.initialStates: expected at least one
 * }
 * ```
 */
export class ModelFault extends Error {
  /** The way to the state in which a function failed; absent: it was no state's. */
  readonly path?: readonly PathStep[];

  constructor(message: string, path?: readonly PathStep[]) {
    super(message);
    if (path) this.path = path;
  }
}

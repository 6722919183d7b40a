/** What is wrong with a model that somebody wrote: in one line, with the way to the state in which it showed. */

import type { PathStep } from './report.ts';

/**
 * A model is none, or one of its functions failed or gave what is of no use. The message says in one line what is wrong, and
 * where.
 */
export class ModelFault extends Error {
  /** The way to the state in which a function failed; absent: it was no state's. */
  readonly path?: readonly PathStep[];

  constructor(message: string, path?: readonly PathStep[]) {
    super(message);
    if (path) this.path = path;
  }
}

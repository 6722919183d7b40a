/** A first start of a program, before anything is asked of it: what can't even start is no server that fails. */
import type { SubjectHost, SubjectProgram } from '../../../model/runs/labs/index.ts';
import { randomOf } from '../../sim/random.ts';
import { NotGradable } from './notGradable.ts';
import { ServerEnded } from './serverEnded.ts';

const nowhere: SubjectHost = {
  send: () => {},
  save: () => {},
  apply: () => {},
  wakeAt: () => {},
  crashed: () => {},
};

/**
 * Starts the first of three servers with an empty disk, and lets it go.
 *
 * @throws NotGradable when it ends at that, with the first lines of what it has printed.
 */
export const expectStart = (program: SubjectProgram): void => {
  try {
    program({ servers: 3, random: randomOf(1), nowMs: () => 0 })(0, null, nowhere).crash();
  } catch (error) {
    if (!(error instanceof ServerEnded)) throw error;
    throw new NotGradable(`it does not start: ${error.message}`, error.printed);
  }
};

/** Tells what a program throws from what a schedule throws, so that no mistake of ours is laid to a submission. */
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { programAround } from '../subjects/around.ts';

/** A server of the program has thrown something, in one sentence. */
export class SubjectThrew extends Error {}

/** The same program. What its servers throw is a `SubjectThrew`. */
export const blamedProgram = (program: SubjectProgram): SubjectProgram =>
  programAround(program, (call) => {
    try {
      return call();
    } catch (error) {
      throw new SubjectThrew(error instanceof Error ? error.message : String(error));
    }
  });
